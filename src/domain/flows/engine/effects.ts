import type { RunProgress } from '../../../db/runs/run-statements';
import type { DurableRun } from './durable-run';
import type { ReplayedRun } from './replayed-run';
import type { SimulatedRun } from './simulated-run';
import type { StepIteration } from './step-iteration';

/**
 * What a step does outside its run, once for each driver. Every result carries the time at which it was obtained, so that
 * a run that is repeated later sees the same clock.
 */
export type StepEffect<Input, Result extends { now: number }> = {
  perform(run: DurableRun, at: StepIteration, progress: RunProgress, input: Input): Promise<Result>;
  simulate(run: SimulatedRun, at: StepIteration, input: Input): Result;
  replay(run: ReplayedRun, at: StepIteration, input: Input): Result;
};

/**
 * The driver of a run, as the interpreter sees it. A driver returns the first result for a repeated call of the same
 * iteration, writes `progress` with it, and throws `RunEnded` once the request has ended.
 */
export type Effects = {
  perform<Input, Result extends { now: number }>(
    effect: StepEffect<Input, Result>,
    at: StepIteration,
    progress: RunProgress,
    input: Input,
  ): Promise<Result>;
  end(progress: RunProgress, outcome: string | null): Promise<void>;
  fail(at: StepIteration, progress: RunProgress, error: { code: string; detail: string }): Promise<void>;
};
