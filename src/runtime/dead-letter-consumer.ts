import { accountOfMessage, storeDeadLetters } from '../domain/inbound/store-dead-letters';
import type { Deps } from '../domain/ports';
import { groupByShard } from '../domain/shards/group-by-shard';
import { describeError } from '../shared/errors/describe-error';

const RETRY_S = 60;
/** Long enough that the retries last longer than the move of a large account. */
const MOVING_RETRY_S = 300;

async function storeBatch(deps: Deps, queue: string, messages: Message[]): Promise<void> {
  try {
    await storeDeadLetters(deps, { queue, bodies: messages.map(({ body }) => body) });
    deps.log('dead_letters_kept', { queue, count: messages.length });
  } catch (error) {
    deps.log('dead_letters_failed', { queue, count: messages.length, error: describeError(error) });
    for (const message of messages) {
      await storeDeadLetters(deps, { queue, bodies: [message.body] }).then(
        () => message.ack(),
        () => message.retry({ delaySeconds: RETRY_S }),
      );
    }
  }
}

/**
 * Stores the messages of a dead letter queue. If a batch cannot be stored, each of its messages is stored on its own, so one
 * failure does not stop the others.
 */
export async function consumeDeadLetters(deps: Deps, { queue, messages }: MessageBatch): Promise<void> {
  const { groups, moving } = await groupByShard(deps, [...messages], ({ body }) => accountOfMessage(body));
  for (const message of moving) message.retry({ delaySeconds: MOVING_RETRY_S });
  await Promise.all(groups.map(({ deps: shardDeps, items }) => storeBatch(shardDeps, queue, items)));
}
