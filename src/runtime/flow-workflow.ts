import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from 'cloudflare:workers';
import { NonRetryableError } from 'cloudflare:workflows';
import { makeDeps } from '../composition/make-deps';
import { requireSettings } from '../composition/settings';
import type { DurableRuntime } from '../domain/flows/engine/durable-runtime';
import { isMovingError, shardForWork } from '../domain/shards/shard-for-work';
import { describeError } from '../shared/describe-error';
import type { JsonObject } from '../shared/json';

/** Returns whether the wait timed out. Any other error comes from the platform and ends this attempt of the run. */
const isTimeOut = (error: unknown): boolean => error instanceof Error && /timed? ?out/i.test(error.message);

const MOVING_MESSAGE = 'account_moving';

/** Adapts Workflows to the domain. `checkCanStart` runs before each step and throws while the account is being moved. */
const makeDurableRuntime = (step: WorkflowStep, checkCanStart: () => Promise<unknown>): DurableRuntime => ({
  async do(name, retryDelaysMs, action) {
    const retries = {
      limit: retryDelaysMs.length,
      // Workflows multiplies even a delay that is computed for each attempt, unless the back-off is constant.
      backoff: 'constant' as const,
      delay: ({ ctx }: { ctx: { attempt: number } }) => retryDelaysMs[ctx.attempt - 1] ?? 1_000,
    };
    // As text: the types of Workflows do not accept a JSON value of unknown depth.
    const result = await step.do(name, { retries }, async ({ attempt }) => {
      try {
        await checkCanStart();
        return JSON.stringify(await action(attempt > retryDelaysMs.length));
      } catch (error) {
        // Retries are for the calls of the step. After a move, the sweep starts the run again.
        if (isMovingError(error)) throw new NonRetryableError(MOVING_MESSAGE);
        // Workflows stores and shows errors with their causes, and drizzle's contain phone numbers and texts.
        // oxlint-disable-next-line preserve-caught-error
        throw new Error(describeError(error));
      }
    });
    return JSON.parse(result) as JsonObject;
  },

  async waitForEvent(name, type, timeoutMs) {
    try {
      await step.waitForEvent(name, { type, timeout: timeoutMs });
    } catch (error) {
      if (!isTimeOut(error)) throw error;
    }
  },
});

/** One run of a flow; the instance id is the request id. The log of what the run has done is in D1. */
export class FlowRun extends WorkflowEntrypoint<Env, { account_id: string }> {
  override async run(event: WorkflowEvent<{ account_id: string }>, step: WorkflowStep): Promise<void> {
    const mainDeps = makeDeps(this.env, requireSettings(this.env), {
      d1: this.env.DB,
      meter: { statements: 0, roundTrips: 0, rowsRead: 0 },
      traceId: event.instanceId,
      ownHost: null,
    });
    const run = { accountId: event.payload.account_id, requestId: event.instanceId };
    const findShard = (isUnderWay: boolean) => shardForWork(mainDeps, run.accountId, { isUnderWay });
    const deps = mainDeps.databases.length === 1 ? mainDeps : mainDeps.forShard(() => findShard(true));
    const runtime = makeDurableRuntime(step, () => findShard(false));
    try {
      const { driveRun } = await import('../domain/flows/drive-run');
      await driveRun(deps, run, runtime);
    } catch (error) {
      // Workflows stores the error with its cause, and drizzle's contains phone numbers and texts.
      // oxlint-disable-next-line preserve-caught-error
      if (isMovingError(error)) throw new Error(MOVING_MESSAGE);
      throw error;
    }
  }
}
