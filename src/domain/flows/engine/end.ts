import type { RunProgress } from '../../../db/run-statements';
import type { DurableRun } from './durable-run';
import type { StepIteration } from './step-iteration';

export async function endRun(
  { deps, accountId, requestId }: DurableRun,
  progress: RunProgress,
  outcome: string | null,
): Promise<void> {
  const now = deps.now();
  await deps.runLog.end({ accountId, requestId, progress, now, status: 'completed', outcome, error: null });
}

export async function failRun(
  { deps, accountId, requestId }: DurableRun,
  at: StepIteration,
  progress: RunProgress,
  { code, detail }: { code: string; detail: string },
): Promise<void> {
  const now = deps.now();
  await deps.runLog.failStep({ accountId, requestId, at, detail: { code, detail }, now });
  const error = { code, detail, step: at.step };
  await deps.runLog.end({ accountId, requestId, progress, now, status: 'failed', outcome: null, error });
}
