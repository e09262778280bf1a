import { inject, type RunnerTestCase, TestRunner, type TestTryOptions } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** How many tests of one Worker try a mutant. */
    maxTries: number;
  }
  interface TaskMeta {
    /** The mutants that the test tried, and those that made it fail. */
    tried?: number[];
    noticed?: number[];
  }
}

/** A mutant that one test meets so often is taken for an endless loop. */
const MAX_PASSES = 300_000;
/** A test that takes so much longer than without a mutant has failed. */
const PATIENCE_MS = 3_000;
const MAX_SLOWDOWN = 4;

const newState = () => ({
  active: null as number | null,
  passes: 0,
  met: new Set<number>(),
  killed: new Set<number>(),
  tries: new Map<number, number>(),
});
const globals = globalThis as { isMutant?: (id: number) => boolean; mutation?: ReturnType<typeof newState> };
/** On the global object, because each test file loads this module anew. */
const state = (globals.mutation ??= newState());
globals.isMutant = (id) => {
  state.met.add(id);
  if (id !== state.active) return false;
  state.passes += 1;
  if (state.passes > MAX_PASSES) throw new Error('an endless loop');
  return true;
};

/**
 * Runs each test without a mutant and then once with each mutant that it met. A test that fails runs again without the
 * mutant: only if it passes then was it the mutant that made it fail.
 */
export default class MutationRunner extends TestRunner {
  #waiting: number[] = [];
  #suspect: number | null = null;
  #isDone = false;
  #began = 0;
  #maxMs = 0;

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    // `skip` ends the repetitions.
    test.repeats = Number.MAX_SAFE_INTEGER;
    this.#isDone = false;
    this.#suspect = null;
    await super.onBeforeRunTask(test);
  }

  override onBeforeTryTask(test: RunnerTestCase, options: TestTryOptions): void {
    super.onBeforeTryTask(test, options);
    if (options.repeats === 0) state.met.clear();
    else if (this.#suspect === null && !this.#isDone) this.#activateNext(test);
    if (this.#isDone) test.context.skip();
    state.passes = 0;
    this.#began = performance.now();
  }

  #activateNext(test: RunnerTestCase): void {
    const tries = (id: number): number => state.tries.get(id) ?? 0;
    const next = this.#waiting.find((id) => !state.killed.has(id) && tries(id) < inject('maxTries'));
    this.#isDone = next === undefined;
    if (next === undefined) return;
    this.#waiting = this.#waiting.slice(this.#waiting.indexOf(next) + 1);
    state.tries.set(next, tries(next) + 1);
    (test.meta.tried ??= []).push(next);
    state.active = next;
  }

  async runTask(test: RunnerTestCase): Promise<void> {
    const run = Promise.resolve(TestRunner.getTestFn(test)());
    if (state.active === null) return run;
    run.catch(() => undefined);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(reject, this.#maxMs, new Error('the test takes too long'));
    });
    await Promise.race([run, late]).finally(() => clearTimeout(timer));
  }

  override async onAfterRetryTask(test: RunnerTestCase, options: TestTryOptions): Promise<void> {
    await super.onAfterRetryTask(test, options);
    if (this.#isDone) return;
    const passes = test.result?.state === 'pass';
    if (test.result) test.result.errors = undefined;
    const { active } = state;
    state.active = null;
    if (options.repeats === 0) {
      this.#maxMs = PATIENCE_MS + MAX_SLOWDOWN * (performance.now() - this.#began);
      this.#waiting = [...state.met];
    }
    if (active !== null) this.#suspect = passes ? null : active;
    else if (!passes) this.#isDone = true;
    else if (this.#suspect !== null) {
      state.killed.add(this.#suspect);
      (test.meta.noticed ??= []).push(this.#suspect);
      this.#suspect = null;
    }
  }
}
