import type { PushWakeUp } from '../clients/queues';
import type { Deps } from '../domain/ports';
import { deliverBatch } from '../domain/pushes/deliver-batch';

/** Delivers the pushes that a batch of wake-ups names; if that fails as a whole the batch comes again. */
export async function consumePushes(deps: Deps, batch: MessageBatch<PushWakeUp>, ctx: ExecutionContext): Promise<void> {
  const ids = [...new Set(batch.messages.map(({ body }) => body.push_id))];
  await deliverBatch(deps, ids, (work) => ctx.waitUntil(work));
}
