import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from 'cloudflare:workers';
import { NonRetryableError } from 'cloudflare:workflows';
import { makeDeps } from '../deps';
import { driveRun } from '../domain/flows/drive-run';
import type { DurableRuntime } from '../domain/flows/engine/durable-runtime';
import { isMovingError, shardForWork } from '../domain/shards/shard-for-work';
import { readSettings } from '../env';
import { describeError } from '../shared/describe-error';
import type { JsonObject } from '../shared/json';

/** What the engine says when nothing came in time; any other error is the platform's and ends this attempt of the run. */
const isTimeOut = (error: unknown): boolean => error instanceof Error && /timed? ?out/i.test(error.message);

const MOVING_MESSAGE = 'account_moving';

const makeDurable = (step: WorkflowStep, mayBegin: () => Promise<unknown>): DurableRuntime => ({
  async do(name, retryDelaysMs, action) {
    const retries = {
      limit: retryDelaysMs.length,
      // The engine multiplies even a delay that is told for each attempt, unless the back-off is constant.
      backoff: 'constant' as const,
      delay: ({ ctx }: { ctx: { attempt: number } }) => retryDelaysMs[ctx.attempt - 1] ?? 1_000,
    };
    // As text: the engine's types don't take a JSON value of unknown depth.
    const result = await step.do(name, { retries }, async ({ attempt }) => {
      try {
        await mayBegin();
        return JSON.stringify(await action(attempt > retryDelaysMs.length));
      } catch (error) {
        // Without another try, as those are for what the step calls: the sweeper begins the run again after the move.
        if (isMovingError(error)) throw new NonRetryableError(MOVING_MESSAGE);
        // The platform keeps and shows the error with its causes, and drizzle's hold phones and texts.
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

/** One run of a flow, under its request's id. What it has done is in the run's log in D1; here is only what drives it. */
export class FlowRun extends WorkflowEntrypoint<Env, { account_id: string }> {
  override async run(event: WorkflowEvent<{ account_id: string }>, step: WorkflowStep): Promise<void> {
    const check = readSettings(this.env);
    if (!check.ok) throw new Error(`the deployment lacks ${check.invalid.join(', ')}`);
    const directory = makeDeps(this.env, check.settings, {
      d1: this.env.DB,
      meter: { statements: 0, roundTrips: 0, rowsRead: 0 },
      traceId: event.instanceId,
      ownHost: null,
    });
    const run = { accountId: event.payload.account_id, requestId: event.instanceId };
    const home = (isUnderWay: boolean) => shardForWork(directory, run.accountId, { isUnderWay });
    const deps = directory.databases.length === 1 ? directory : directory.forShard(() => home(true));
    try {
      await driveRun(
        deps,
        run,
        makeDurable(step, () => home(false)),
      );
    } catch (error) {
      // Drizzle's error holds phones and texts, and it would be kept by the platform.
      // oxlint-disable-next-line preserve-caught-error
      if (isMovingError(error)) throw new Error(MOVING_MESSAGE);
      throw error;
    }
  }
}
