import { fetchHandler } from './app';
import type { EventWakeUp, PushWakeUp } from './clients/queues';
import { makeDeps } from './composition/make-deps';
import { requireSettings } from './composition/settings';
import type { D1Meter } from './db/sql/meter';
import type { InboundEvent } from './domain/inbound-event';
import type { Deps } from './domain/ports';
import { queueRole } from './runtime/queue-role';
import { type Clock, makeClock } from './shared/time/clock';

export { ChannelRate } from './runtime/channel-rate';
export { FlowRun } from './runtime/flow-workflow';
export { StoreRate } from './runtime/store-rate';

/** Runs a job with its own trace id. Logs its duration and cost, unless `size` is 0. */
async function runJob(
  env: Env,
  { job, size, clock }: { job: string; size: number; clock: Clock },
  work: (deps: Deps) => Promise<void>,
): Promise<void> {
  const meter: D1Meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  const deps = makeDeps(env, requireSettings(env), {
    d1: env.DB,
    meter,
    traceId: crypto.randomUUID(),
    ownHost: null,
    clock,
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
    const clock = makeClock();
    for (const { body } of batch.messages as Message<{ now?: number }>[]) clock.advanceTo(body.now ?? 0);
    await runJob(env, { job: batch.queue, size: batch.messages.length, clock }, async (deps) => {
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

  async scheduled({ scheduledTime }: ScheduledController, env: Env): Promise<void> {
    const { sweepDatabases } = await import('./domain/sweep/sweep-databases');
    // The sweep logs what it finds; a sweep that finds nothing logs nothing.
    await runJob(env, { job: 'sweep', size: 0, clock: makeClock(scheduledTime) }, sweepDatabases);
  },
} satisfies ExportedHandler<Env>;
