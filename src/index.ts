import type { PushWakeUp } from './clients/queues';
import { makeDeps } from './deps';
import type { InboundEvent } from './domain/messages/inbound-event';
import type { Deps } from './domain/ports';
import { sweep } from './domain/sweep/sweep';
import { readSettings } from './env';
import { app } from './http/app';
import { keepDeadLetters } from './runtime/dead-letters';
import { consumeInbound } from './runtime/inbound-consumer';
import { consumePushes } from './runtime/push-consumer';

export { FlowRun } from './runtime/flow-workflow';
export { StoreRate } from './runtime/store-rate';

function jobDeps(env: Env): Deps {
  const check = readSettings(env);
  if (!check.ok) throw new Error(`the deployment lacks ${check.missing.join(', ')}`);
  return makeDeps(env, check.settings, { d1: env.DB, traceId: crypto.randomUUID(), ownHost: null });
}

export default {
  fetch: app.fetch,

  async queue(batch: MessageBatch, env: Env): Promise<void> {
    const deps = jobDeps(env);
    if (batch.queue === 'inbound') return consumeInbound(deps, batch as MessageBatch<InboundEvent>);
    if (batch.queue === 'pushes') return consumePushes(deps, batch as MessageBatch<PushWakeUp>);
    return keepDeadLetters(deps, batch);
  },

  async scheduled(_controller: ScheduledController, env: Env): Promise<void> {
    await sweep(jobDeps(env));
  },
} satisfies ExportedHandler<Env>;
