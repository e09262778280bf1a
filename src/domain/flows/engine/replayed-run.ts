import type { Message } from '../../../db/messages/messages';
import type { LoadedRun } from '../../../db/run-log/run-log';
import type { JsonObject } from '../../../shared/json/json';
import type { StepIteration } from './step-iteration';

/** A recorded run that is replayed, as the effect of a step sees it. */
export type ReplayedRun = {
  loaded: Pick<LoadedRun, 'store' | 'steps'>;
  now: number;
  variables: JsonObject;
  /** The recorded replies that no wait of the replay has taken yet, oldest first. */
  replies: Message[];
  /** Returns the recorded result of this iteration, or null; throws `StepFailed` where it failed then. */
  recordedResult(at: StepIteration): JsonObject | null;
  /** Takes a step without a record as done with this result. */
  assume<Result extends object>(at: StepIteration, result: Result): Result & { now: number };
  /** Stops the replay: from here on nothing is known. */
  stop(): never;
};
