import { inject, type RunnerTestCase, TestRunner, type TestTryOptions } from 'vitest';

/** The purpose of a vitest run: record which functions each test enters, try mutants test by test, or try one mutant that is on from the start. */
export type RunPurpose =
  | { kind: 'record' }
  | { kind: 'try'; byTest: Record<string, number[]> }
  | { kind: 'fixed'; id: number };

declare module 'vitest' {
  interface ProvidedContext {
    mission: RunPurpose;
  }
  interface TaskMeta {
    /** The functions that the test entered. */
    reached?: string[];
    /** Whether each run of the test passed: without a mutant and with one, alternately. Null for a skipped run. */
    passed?: (boolean | null)[];
  }
}

/** A mutant that is executed more often than this in one test counts as an endless loop. */
const MAX_PASSES = 300_000;
/** A test fails if it takes longer than PATIENCE_MS plus MAX_SLOWDOWN times its duration without a mutant. */
const PATIENCE_MS = 3_000;
const MAX_SLOWDOWN = 4;

const globals = globalThis as {
  isMutant?: (id: number) => boolean;
  entersFunction?: (key: string) => void;
  mutation?: { active: number | null; passes: number; reached: Set<string>; killed: Set<number> };
};
/** Stored on the global object, because the module is loaded again for each test file. */
globals.mutation ??= { active: null, passes: 0, reached: new Set(), killed: new Set() };
const state = globals.mutation;
globals.entersFunction = (key) => void state.reached.add(key);
globals.isMutant = (id) => {
  if (id !== state.active) return false;
  state.passes += 1;
  if (state.passes > MAX_PASSES) throw new Error('an endless loop');
  return true;
};

/** Runs each test once for each of its mutants, in the same Worker. */
export default class MutationRunner extends TestRunner {
  mission = inject('mission');
  #began = 0;
  #maxMs = 0;
  #isNeeded = true;

  constructor(...given: ConstructorParameters<typeof TestRunner>) {
    super(...given);
    if (this.mission.kind === 'fixed') state.active = this.mission.id;
  }

  /** Returns the mutant of a repeat. Even repeats run without a mutant, to check that the one before left nothing behind. */
  #idOf(test: { id: string }, repeats: number): number | null {
    if (this.mission.kind !== 'try' || repeats % 2 === 0) return null;
    return this.mission.byTest[test.id]?.[(repeats - 1) / 2] ?? null;
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    if (this.mission.kind === 'try') {
      const ids = this.mission.byTest[test.id];
      if (ids) test.repeats = 2 * ids.length;
      else test.mode = 'skip';
    }
    await super.onBeforeRunTask(test);
  }

  override onBeforeTryTask(test: RunnerTestCase, options: TestTryOptions): void {
    super.onBeforeTryTask(test, options);
    const { passed = [] } = test.meta;
    const id = this.#idOf(test, options.repeats);
    if (this.mission.kind === 'try') {
      state.active = id;
      // If the test fails without a mutant, an earlier mutant has left state behind: later results are invalid.
      const isStatePolluted = passed.some((each, i) => i % 2 === 0 && each === false);
      this.#isNeeded =
        id === null ? options.repeats === 0 || passed.at(-1) === false : !isStatePolluted && !state.killed.has(id);
      if (!this.#isNeeded) throw new Error('not needed');
    }
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
