import { describeError } from '../shared/describe-error';

/** An event that no wait is for: it brings a sleeping instance back to life and is otherwise nothing. */
const NUDGE = 'nudge';
const STOPPED_STATUSES: InstanceStatus['status'][] = ['errored', 'terminated', 'complete', 'unknown'];

type Run = { accountId: string; requestId: string };

/** Cloudflare Workflows as the engine of flow runs: one instance a request, under its id. All of it can be repeated. */
export function makeFlowEngine(
  workflow: Workflow<{ account_id: string }>,
  log: (event: string, facts: Record<string, string>) => void,
) {
  /** Creates the instances that do not exist yet, at most 100 at once; createBatch skips an id that exists. */
  const start = async (runs: Run[]): Promise<void> => {
    if (runs.length === 0) return;
    await workflow.createBatch(
      runs.map(({ accountId, requestId }) => ({ id: requestId, params: { account_id: accountId } })),
    );
  };

  return {
    start,

    /** Wakes an open wait; what decides the wait is the log of the run. */
    async wake(requestId: string, openWait: string): Promise<void> {
      try {
        const instance = await workflow.get(requestId);
        await instance.sendEvent({ type: openWait, payload: {} });
      } catch (error) {
        // The row says that the wait is due, so the sweeper wakes it.
        log('wake_failed', { request_id: requestId, error: describeError(error) });
      }
    },

    /** Ends the instance of a run whose request has ended by other means; with its state, where that must not be kept. */
    async stop(requestId: string, { erase }: { erase: boolean }): Promise<void> {
      try {
        const instance = await workflow.get(requestId);
        await instance.terminate().catch(() => undefined);
        if (erase) await instance.delete();
      } catch (error) {
        // A run that goes on finds its request ended at its next effect, and stops there.
        log('stop_failed', { request_id: requestId, error: describeError(error) });
      }
    },

    /** Brings an instance that should have moved back to life, whatever state it is in. */
    async revive({ accountId, requestId, openWait }: Run & { openWait: string | null }): Promise<void> {
      try {
        const instance = await workflow.get(requestId);
        const { status } = await instance.status();
        if (STOPPED_STATUSES.includes(status)) await instance.restart();
        else await instance.sendEvent({ type: openWait ?? NUDGE, payload: {} });
      } catch (error) {
        const failed = (cause: unknown) =>
          log('revive_failed', { account_id: accountId, request_id: requestId, error: describeError(cause) });
        failed(error);
        // What the platform refuses now a later sweep takes up again; the others of this one go on.
        await start([{ accountId, requestId }]).catch(failed);
      }
    },
  };
}

export type FlowEngine = ReturnType<typeof makeFlowEngine>;
