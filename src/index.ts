import { fetchHandler } from './app';
import type { EventWakeUp, PushWakeUp } from './clients/queues';
import { makeDeps } from './composition/make-deps';
import { requireSettings } from './composition/settings';
import type { D1Meter } from './db/meter';
import type { InboundEvent } from './domain/inbound-event';
import type { Deps } from './domain/ports';
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

// Each consumer loads at its first batch: a batch whose consumer does not load is retried by the queue.
export default {
  fetch: fetchHandler,

  async queue(batch: MessageBatch, env: Env, ctx: ExecutionContext): Promise<void> {
    await runJob(env, batch.queue, batch.messages.length, async (deps) => {
      const role = queueRole(batch.queue);
      if (role === 'inbound') {
        const { consumeInbound } = await import('./runtime/inbound-consumer');
        return consumeInbound(deps, batch as MessageBatch<InboundEvent>);
      }
      if (role === 'pushes') {
        const { consumePushes } = await import('./runtime/push-consumer');
        return consumePushes(deps, batch as MessageBatch<PushWakeUp | EventWakeUp>, ctx);
      }
      const { consumeDeadLetters } = await import('./runtime/dead-letter-consumer');
      return consumeDeadLetters(deps, batch);
    });
  },

  async scheduled(_controller: ScheduledController, env: Env): Promise<void> {
    const { sweepDatabases } = await import('./domain/sweep/sweep-databases');
    // The sweep logs what it finds; a sweep that finds nothing logs nothing.
    await runJob(env, 'sweep', 0, sweepDatabases);
  },
} satisfies ExportedHandler<Env>;
