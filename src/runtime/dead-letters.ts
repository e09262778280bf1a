import type { Deps } from '../domain/ports';
import { newId } from '../shared/ids';
import { isJsonObject } from '../shared/json';

/** Keeps whole what could not be applied after all tries; nothing is dropped. */
export async function keepDeadLetters(deps: Deps, batch: MessageBatch): Promise<void> {
  const createdAt = deps.now();
  await deps.deadLetters.insert(
    batch.messages.map(({ body }) => {
      const accountId = isJsonObject(body) && typeof body.account_id === 'string' ? body.account_id : null;
      return { eventId: newId('evt'), accountId, queue: batch.queue, body, createdAt };
    }),
  );
  deps.log('dead_letters_kept', { queue: batch.queue, count: batch.messages.length });
}
