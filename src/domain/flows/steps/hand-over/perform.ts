import type { RunProgress } from '../../../../db/run-statements';
import type { JsonObject } from '../../../../shared/json';
import type { EffectContext } from '../../engine/durable-effects';
import type { StepIteration } from '../../engine/effects';
import { suspend } from '../../engine/suspend';

/** Waits, without end, until a person says by PATCH at which step the run goes on. */
export async function performHandOver(
  context: EffectContext,
  at: StepIteration,
  progress: RunProgress,
  { note }: { note: string },
): Promise<JsonObject> {
  const { deps } = context;
  const { result } = await suspend(
    context,
    { ...at, detail: { note } },
    progress,
    { deadline: null, waitingFor: 'person' },
    async (run) => ({
      step: await deps.runWaits.settleHandOver(run),
    }),
  );
  return result;
}
