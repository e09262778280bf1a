import type { Deps } from '../domain/ports';
import { newId } from '../shared/ids';

/** Keeps whole what could not be applied after all tries; nothing is dropped. */
export async function keepDeadLetters(deps: Deps, batch: MessageBatch): Promise<void> {
  const createdAt = deps.now();
  await deps.deadLetters.insert(
    batch.messages.map(({ body }) => ({ eventId: newId('evt'), queue: batch.queue, body, createdAt })),
  );
  deps.log('dead_letters_kept', { queue: batch.queue, count: batch.messages.length });
}
