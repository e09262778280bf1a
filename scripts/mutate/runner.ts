import { inject, type RunnerTestCase, TestRunner, type TestTryOptions } from 'vitest';

/** What a run of vitest is for: to learn what each test reaches, to try mutants test by test, or to try one from the start. */
export type Mission =
  | { kind: 'record' }
  | { kind: 'try'; byTest: Record<string, number[]> }
  | { kind: 'fixed'; id: number };

declare module 'vitest' {
  interface ProvidedContext {
    mission: Mission;
  }
  interface TaskMeta {
    /** The functions that the test entered. */
    reached?: string[];
    /** For each time that the test ran (first and last without a mutant), whether it passed; null: it was not needed. */
    passed?: (boolean | null)[];
  }
}

/** A mutant that is met so often in one test is taken for an endless loop. */
const MAX_PASSES = 300_000;
/** A test has failed that takes so much longer than without a mutant. */
const PATIENCE_MS = 3_000;
const MAX_SLOWDOWN = 4;

const globals = globalThis as {
  isMutant?: (id: number) => boolean;
  entersFunction?: (key: string) => void;
  mutation?: { active: number | null; passes: number; reached: Set<string>; killed: Set<number> };
};
/** On the global object, as the module is loaded anew for each test file. */
globals.mutation ??= { active: null, passes: 0, reached: new Set(), killed: new Set() };
const state = globals.mutation;
globals.entersFunction = (key) => void state.reached.add(key);
globals.isMutant = (id) => {
  if (id !== state.active) return false;
  state.passes += 1;
  if (state.passes > MAX_PASSES) throw new Error('an endless loop');
  return true;
};

/** Runs each test once for each mutant that it is to try, in the same Worker. */
export default class MutationRunner extends TestRunner {
  mission = inject('mission');
  #began = 0;
  #maxMs = 0;
  #isNeeded = true;

  constructor(...given: ConstructorParameters<typeof TestRunner>) {
    super(...given);
    if (this.mission.kind === 'fixed') state.active = this.mission.id;
  }

  #idsOf(test: { id: string }): number[] {
    return this.mission.kind === 'try' ? (this.mission.byTest[test.id] ?? []) : [];
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    const ids = this.#idsOf(test);
    if (this.mission.kind === 'try') {
      if (ids.length === 0) test.mode = 'skip';
      else test.repeats = ids.length + 1;
    }
    await super.onBeforeRunTask(test);
  }

  override onBeforeTryTask(test: RunnerTestCase, options: TestTryOptions): void {
    super.onBeforeTryTask(test, options);
    const id = this.#idsOf(test)[options.repeats - 1] ?? null;
    if (this.mission.kind === 'try') state.active = id;
    if (test.meta.passed?.[0] === false) throw new Error('the test cannot be repeated');
    this.#isNeeded = id === null || !state.killed.has(id);
    if (!this.#isNeeded) throw new Error('killed by another test');
    state.passes = 0;
    state.reached.clear();
    this.#began = performance.now();
  }

  async runTask(test: RunnerTestCase): Promise<void> {
    const run = Promise.resolve(TestRunner.getTestFn(test)());
    if (this.mission.kind !== 'try' || !test.meta.passed) return run;
    run.catch(() => undefined);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(reject, this.#maxMs, new Error('the test takes too long'));
    });
    await Promise.race([run, late]).finally(() => clearTimeout(timer));
  }

  override async onAfterRetryTask(test: RunnerTestCase, options: TestTryOptions): Promise<void> {
    await super.onAfterRetryTask(test, options);
    const passes = test.result?.state === 'pass';
    if (this.mission.kind === 'record') test.meta.reached = [...state.reached];
    if (this.mission.kind === 'try') {
      if (options.repeats === 0) this.#maxMs = PATIENCE_MS + MAX_SLOWDOWN * (performance.now() - this.#began);
      if (!passes && state.active !== null) state.killed.add(state.active);
      state.active = null;
    }
    (test.meta.passed ??= []).push(this.#isNeeded ? passes : null);
  }
}
