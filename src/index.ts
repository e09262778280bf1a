import { app } from './app';
import type { PushWakeUp } from './clients/queues';
import type { D1Meter } from './db/meter';
import { makeDeps } from './deps';
import type { InboundEvent } from './domain/inbound-event';
import type { Deps } from './domain/ports';
import { sweepDatabases } from './domain/sweep/sweep-databases';
import { readSettings } from './env';
import { storeDeadLetters } from './runtime/dead-letter-consumer';
import { consumeInbound } from './runtime/inbound-consumer';
import { consumePushes } from './runtime/push-consumer';
import { queueRole } from './runtime/queue-role';

export { ChannelRate } from './runtime/channel-rate';
export { FlowRun } from './runtime/flow-workflow';
export { StoreRate } from './runtime/store-rate';

/** Runs a job with its own trace id and writes one line on how it went. */
async function runJob(env: Env, job: string, size: number, work: (deps: Deps) => Promise<void>): Promise<void> {
  const check = readSettings(env);
  if (!check.ok) throw new Error(`the deployment lacks ${check.invalid.join(', ')}`);
  const meter: D1Meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  const deps = makeDeps(env, check.settings, { d1: env.DB, meter, traceId: crypto.randomUUID(), ownHost: null });
  const started = deps.now();
  await work(deps);
  const cost = { d1_statements: meter.statements, d1_round_trips: meter.roundTrips, d1_rows_read: meter.rowsRead };
  if (size > 0) deps.log('job', { job, size, ms: deps.now() - started, ...cost });
}

export default {
  fetch: app.fetch,

  async queue(batch: MessageBatch, env: Env, ctx: ExecutionContext): Promise<void> {
    await runJob(env, batch.queue, batch.messages.length, (deps) => {
      const role = queueRole(batch.queue);
      if (role === 'inbound') return consumeInbound(deps, batch as MessageBatch<InboundEvent>);
      if (role === 'pushes') return consumePushes(deps, batch as MessageBatch<PushWakeUp>, ctx);
      return storeDeadLetters(deps, batch);
    });
  },

  async scheduled(_controller: ScheduledController, env: Env): Promise<void> {
    // The sweep says itself what it found; one that finds nothing is silent.
    await runJob(env, 'sweep', 0, sweepDatabases);
  },
} satisfies ExportedHandler<Env>;
