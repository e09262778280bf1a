import type { Deps, FlowEngine } from '../domain/ports';
import { describeError } from '../shared/describe-error';

/** An event that no wait is for: it brings a sleeping instance back to life and is otherwise nothing. */
const NUDGE = 'nudge';
const STOPPED: InstanceStatus['status'][] = ['errored', 'terminated', 'complete', 'unknown'];

/** Cloudflare Workflows as the engine of flow runs: one instance a request, under the request's id. */
export function flowEngine(workflow: Workflow<{ account_id: string }>, log: Deps['log']): FlowEngine {
  const sendEvent = async (requestId: string, type: string): Promise<void> => {
    const instance = await workflow.get(requestId);
    await instance.sendEvent({ type, payload: {} });
  };
  return {
    async start(runs) {
      if (runs.length === 0) return;
      // createBatch skips an id that exists, so that starting twice is starting once.
      await workflow.createBatch(
        runs.map(({ accountId, requestId }) => ({ id: requestId, params: { account_id: accountId } })),
      );
    },

    async wake(requestId, openWait) {
      try {
        await sendEvent(requestId, openWait);
      } catch (error) {
        // The row says that the wait is due, so the sweeper wakes it.
        log('wake_failed', { request_id: requestId, error: describeError(error) });
      }
    },

    async revive({ accountId, requestId, openWait }) {
      try {
        const instance = await workflow.get(requestId);
        const { status } = await instance.status();
        if (STOPPED.includes(status)) await instance.restart();
        else await instance.sendEvent({ type: openWait ?? NUDGE, payload: {} });
      } catch (error) {
        log('revive_failed', { account_id: accountId, request_id: requestId, error: describeError(error) });
        await this.start([{ accountId, requestId }]);
      }
    },
  };
}
