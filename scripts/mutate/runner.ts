import { type RunnerTestCase, TestRunner, type TestTryOptions } from 'vitest';

/** The mutants that a test tried, and those that made it fail. */
type Verdict = { tried?: number[]; noticed?: number[] };
declare module 'vitest' {
  interface TaskMeta extends Verdict {}
}

/** A mutant that one test meets so often is taken for an endless loop. */
const MAX_PASSES = 300_000;
/** How many tests of one file try a mutant, besides the quick ones. */
const MAX_TRIES = 3;
const QUICK_MS = 20;
const triesOfFile = new Map<number, number>();

const newState = () => ({
  active: null as number | null,
  passes: 0,
  met: new Set<number>(),
  killed: new Set<number>(),
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
 * Yields the mutant of each run of a test, null for none, and receives whether the test passed. A test that fails runs again
 * without the mutant: only if it passes then was it the mutant that made it fail.
 */
function* runsOf(verdict: Verdict): Generator<number | null, void, boolean> {
  state.met.clear();
  const startedAt = Date.now();
  if (!(yield null)) return;
  const cost = Date.now() - startedAt > QUICK_MS ? 1 : 0;
  // A copy: with a mutant on, the test may meet others.
  const met = [...state.met];
  for (const id of met) {
    const tries = (triesOfFile.get(id) ?? 0) + cost;
    if (state.killed.has(id) || tries > MAX_TRIES) continue;
    triesOfFile.set(id, tries);
    (verdict.tried ??= []).push(id);
    if (yield id) continue;
    if (!(yield null)) return;
    state.killed.add(id);
    (verdict.noticed ??= []).push(id);
  }
}

/** Runs each test without a mutant and then once with each mutant that it met. */
export default class MutationRunner extends TestRunner {
  #runs = runsOf({});
  #hasPassed = false;

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    test.repeats = Number.MAX_SAFE_INTEGER;
    this.#runs = runsOf(test.meta);
    await super.onBeforeRunTask(test);
  }

  override onBeforeTryTask(test: RunnerTestCase, options: TestTryOptions): void {
    super.onBeforeTryTask(test, options);
    const { value, done } = this.#runs.next(this.#hasPassed);
    if (done) test.context.skip();
    state.active = value ?? null;
    state.passes = 0;
  }

  override async onAfterRetryTask(test: RunnerTestCase, options: TestTryOptions): Promise<void> {
    await super.onAfterRetryTask(test, options);
    this.#hasPassed = test.result?.state === 'pass';
    if (test.result) test.result.errors = undefined;
    state.active = null;
  }
}
