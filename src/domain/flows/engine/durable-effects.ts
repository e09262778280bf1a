import type { LoadedRun } from '../../../db/run-log/run-log';
import type { CompletedStep, RunProgress, StepKey } from '../../../db/runs/run-statements';
import type { JsonObject } from '../../../shared/json/json';
import type { Deps } from '../../ports';
import { orderEventOf } from '../../requests/order-event-of';
import type { DurableRun } from './durable-run';
import type { DurableRuntime } from './durable-runtime';
import type { Effects } from './effects';
import { RunEnded } from './run-errors';

/**
 * Drives a real run. It returns a result that the log holds instead of calling again, so a run that starts over, even in
 * another Workflow instance, repeats nothing.
 */
export function durableEffects(deps: Deps, loaded: LoadedRun, durable: DurableRuntime): Effects {
  const { accountId, requestId } = loaded.request;
  const recordedResult = (at: StepKey): JsonObject | null =>
    loaded.steps.find(({ step, iteration }) => step === at.step && iteration === at.iteration)?.result ?? null;

  let isFresh = true;
  const carried: CompletedStep[] = [];
  const withCarried = ({ completedSteps, patch }: RunProgress): RunProgress => ({
    completedSteps: [...carried.splice(0), ...completedSteps],
    patch,
  });

  const run: DurableRun = {
    deps,
    loaded,
    durable,
    accountId,
    requestId,
    openedWaits: new Map(),
    recordedResult,
    carry(step) {
      carried.push(step);
    },
    takeFreshness() {
      const wasFresh = isFresh;
      isFresh = false;
      return wasFresh;
    },
    async once<Result>(...[at, retryDelaysMs, action, round = '']: Parameters<DurableRun['once']>): Promise<Result> {
      const recorded = recordedResult(at);
      if (recorded) return recorded as Result;
      const result = await durable.do(`${at.step}#${at.iteration}${round}`, retryDelaysMs, async (last) => {
        return (await action(last)) ?? { ended: true };
      });
      isFresh = false;
      if (result.ended === true) throw new RunEnded();
      return result as Result;
    },
  };

  return {
    perform: (effect, at, progress, input) => effect.perform(run, at, withCarried(progress), input),
    async end(progress, outcome) {
      const write = { accountId, requestId, progress: withCarried(progress), now: deps.now() };
      await deps.runLog.endRun({ ...write, outcome, orderEvent: orderEventOf(loaded.request, outcome), failed: null });
    },
    async fail(at, progress, error) {
      const write = { accountId, requestId, progress: withCarried(progress), now: deps.now() };
      await deps.runLog.endRun({ ...write, outcome: null, orderEvent: null, failed: { at, ...error } });
    },
  };
}
