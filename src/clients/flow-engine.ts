import { describeError } from '../shared/errors/describe-error';
import { type Clock, withClock } from '../shared/time/clock';

/** An event that no wait listens to. Sending it restarts a sleeping instance and has no other effect. */
const NUDGE = 'nudge';
const STOPPED_STATUSES: InstanceStatus['status'][] = ['errored', 'terminated', 'complete', 'unknown'];

/** `now`: the time by which the work that starts or wakes a run judges what is due, if it is ahead of the real time. */
export type RunParams = { account_id: string; now?: number };
export type WakeUp = { now?: number };

type Run = { accountId: string; requestId: string };

/** Creates the client of Cloudflare Workflows. The instance id is the request id. All methods are idempotent. */
export function makeFlowEngine(
  workflow: Workflow<RunParams>,
  log: (event: string, facts: Record<string, string>) => void,
  clock: Pick<Clock, 'ahead'>,
) {
  /** Creates up to 100 instances. createBatch skips ids that exist. */
  const start = async (runs: Run[]): Promise<void> => {
    if (runs.length === 0) return;
    await workflow.createBatch(
      runs.map(({ accountId, requestId }) => ({ id: requestId, params: withClock({ account_id: accountId }, clock) })),
    );
  };

  return {
    start,

    /** Ends an open wait. The run then reads from its log what has happened. */
    async wake(requestId: string, openWait: string): Promise<void> {
      try {
        const instance = await workflow.get(requestId);
        await instance.sendEvent({ type: openWait, payload: withClock({}, clock) });
      } catch (error) {
        // The sweep wakes the run later, because its row says that the wait has ended.
        log('wake_failed', { request_id: requestId, error: describeError(error) });
      }
    },

    /** Terminates the instance of an ended request; with `erase`, deletes its stored state too. */
    async stop(requestId: string, { erase }: { erase: boolean }): Promise<void> {
      try {
        const instance = await workflow.get(requestId);
        await instance.terminate().catch(() => undefined);
        if (erase) await instance.delete();
      } catch (error) {
        // A run that continues stops at its next effect, because its request has ended.
        log('stop_failed', { request_id: requestId, error: describeError(error) });
      }
    },

    /** Restarts or wakes a stalled instance, whatever state it is in. */
    async revive({ accountId, requestId, openWait }: Run & { openWait: string | null }): Promise<void> {
      try {
        const instance = await workflow.get(requestId);
        const { status } = await instance.status();
        if (STOPPED_STATUSES.includes(status)) await instance.restart();
        else await instance.sendEvent({ type: openWait ?? NUDGE, payload: withClock({}, clock) });
      } catch (error) {
        const failed = (cause: unknown) =>
          log('revive_failed', { account_id: accountId, request_id: requestId, error: describeError(cause) });
        failed(error);
        // A later sweep retries what fails here; an error must not stop this sweep's other runs.
        await start([{ accountId, requestId }]).catch(failed);
      }
    },
  };
}

export type FlowEngine = ReturnType<typeof makeFlowEngine>;
