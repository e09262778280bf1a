import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from 'cloudflare:workers';
import { NonRetryableError } from 'cloudflare:workflows';
import type { RunParams, WakeUp } from '../clients/flow-engine';
import { makeDeps } from '../composition/make-deps';
import { requireSettings } from '../composition/settings';
import type { DurableRuntime } from '../domain/flows/engine/durable-runtime';
import { isMovingError, shardForWork } from '../domain/shards/shard-for-work';
import { describeError } from '../shared/errors/describe-error';
import type { JsonObject } from '../shared/json/json';
import { type Clock, makeClock } from '../shared/time/clock';

/** Returns whether the wait timed out. Any other error comes from the platform and ends this attempt of the run. */
const isTimeOut = (error: unknown): boolean => error instanceof Error && /timed? ?out/i.test(error.message);

const MOVING_MESSAGE = 'account_moving';

/**
 * Adapts Workflows to the domain. `checkCanStart` runs before each step and throws while the account is being moved. The clock
 * follows that of the work that wakes the run.
 */
const makeDurableRuntime = (
  step: WorkflowStep,
  clock: Clock,
  checkCanStart: () => Promise<unknown>,
): DurableRuntime => ({
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
      const { payload } = await step.waitForEvent<WakeUp>(name, { type, timeout: timeoutMs });
      if (payload.now !== undefined) clock.advanceTo(payload.now);
    } catch (error) {
      if (!isTimeOut(error)) throw error;
    }
  },
});

/** One run of a flow; the instance id is the request id. The log of what the run has done is in D1. */
export class FlowRun extends WorkflowEntrypoint<Env, RunParams> {
  override async run(event: WorkflowEvent<RunParams>, step: WorkflowStep): Promise<void> {
    const clock = makeClock(Math.max(event.payload.now ?? 0, Date.now()));
    const mainDeps = makeDeps(this.env, requireSettings(this.env), {
      d1: this.env.DB,
      meter: { statements: 0, roundTrips: 0, rowsRead: 0 },
      traceId: event.instanceId,
      ownHost: null,
      clock,
    });
    const run = { accountId: event.payload.account_id, requestId: event.instanceId };
    const findShard = (isUnderWay: boolean) => shardForWork(mainDeps, run.accountId, { isUnderWay });
    const deps = mainDeps.databases.length === 1 ? mainDeps : mainDeps.forShard(() => findShard(true));
    const runtime = makeDurableRuntime(step, clock, () => findShard(false));
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
