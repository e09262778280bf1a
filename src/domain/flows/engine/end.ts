import type { RunProgress } from '../../../db/run-statements';
import type { EffectContext } from './durable-effects';
import type { StepIteration } from './effects';

export async function endRun(
  { deps, accountId, requestId }: EffectContext,
  progress: RunProgress,
  outcome: string | null,
): Promise<void> {
  const now = deps.now();
  await deps.runLog.end({ accountId, requestId, progress, now, status: 'completed', outcome, error: null });
}

export async function failRun(
  { deps, accountId, requestId }: EffectContext,
  at: StepIteration,
  progress: RunProgress,
  { code, detail }: { code: string; detail: string },
): Promise<void> {
  const now = deps.now();
  await deps.runLog.failStep({ accountId, requestId, at, detail: { code, detail }, now });
  const error = { code, detail, step: at.step };
  await deps.runLog.end({ accountId, requestId, progress, now, status: 'failed', outcome: null, error });
}
