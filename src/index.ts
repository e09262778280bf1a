import { app } from './app';
import type { PushWakeUp } from './clients/queues';
import { makeDeps } from './composition/make-deps';
import { requireSettings } from './composition/settings';
import type { D1Meter } from './db/meter';
import type { InboundEvent } from './domain/inbound-event';
import type { Deps } from './domain/ports';
import { sweepDatabases } from './domain/sweep/sweep-databases';
import { consumeDeadLetters } from './runtime/dead-letter-consumer';
import { consumeInbound } from './runtime/inbound-consumer';
import { consumePushes } from './runtime/push-consumer';
import { queueRole } from './runtime/queue-role';

export { ChannelRate } from './runtime/channel-rate';
export { FlowRun } from './runtime/flow-workflow';
export { StoreRate } from './runtime/store-rate';

/** Runs a job with its own trace id. Logs its duration and cost, unless `size` is 0. */
async function runJob(env: Env, job: string, size: number, work: (deps: Deps) => Promise<void>): Promise<void> {
  const meter: D1Meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  const deps = makeDeps(env, requireSettings(env), {
    d1: env.DB,
    meter,
    traceId: crypto.randomUUID(),
    ownHost: null,
  });
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
      return consumeDeadLetters(deps, batch);
    });
  },

  async scheduled(_controller: ScheduledController, env: Env): Promise<void> {
    // The sweep logs what it finds; a sweep that finds nothing logs nothing.
    await runJob(env, 'sweep', 0, sweepDatabases);
  },
} satisfies ExportedHandler<Env>;
