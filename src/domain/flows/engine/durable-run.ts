import type { LoadedRun } from '../../../db/run-log/run-log';
import type { SettledWait } from '../../../db/run-log/settle-statements';
import type { CompletedStep, StepKey } from '../../../db/runs/run-statements';
import type { JsonObject } from '../../../shared/json/json';
import type { Deps } from '../../ports';
import type { DurableRuntime } from './durable-runtime';
import type { StepIteration } from './step-iteration';

/** Retry delays of effects that only write to D1: they fail only when D1 does. */
export const WRITE_RETRIES_MS = [500, 2_000, 8_000, 30_000];

/** A real run, as the effect of a step sees it. */
export type DurableRun = {
  deps: Deps;
  loaded: LoadedRun;
  durable: DurableRuntime;
  accountId: string;
  requestId: string;
  /** Returns the result that the log held for a step iteration when the run was loaded, or null. */
  recordedResult(at: StepKey): JsonObject | null;
  /** Keeps a step for the next effect to write, if the step has changed nothing outside and its repetition does no harm. */
  carry(step: CompletedStep): void;
  /**
   * Returns true once, for the first effect after the run was loaded: what was loaded (a live request, its store) is then
   * current and need not be read again.
   */
  takeFreshness(): boolean;
  /** The waits that an effect has opened together with what it wrote, by wait key. After a crash they are opened again. */
  openedWaits: Map<string, SettledWait>;
  /**
   * Returns the recorded result of an iteration, or else runs `action` as a durable step, with `round` to tell several
   * attempts of one iteration apart. `action` returns null when the request has ended: the platform would retry an error.
   */
  once<Result>(
    at: StepIteration,
    retryDelaysMs: number[],
    action: (last: boolean) => Promise<JsonObject | null>,
    round?: string,
  ): Promise<Result>;
};
