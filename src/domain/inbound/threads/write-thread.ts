import type { ThreadWrite } from '../../../db/inbound/thread-changes';
import type { Deps } from '../../ports';

export type ThreadDeps = Pick<Deps, 'engine' | 'inboundMessages' | 'now' | 'queueInbound' | 'threads'>;

/** Writes an event of a conversation, wakes the runs that may send again, and queues the message's file to be fetched. */
export async function writeThread(
  { engine, now, queueInbound, threads }: Omit<ThreadDeps, 'inboundMessages'>,
  write: ThreadWrite,
): Promise<void> {
  const { accountId, message } = write;
  const waits = await threads.write(write, now());
  await Promise.all(waits.map(({ requestId, openWait }) => engine.wake(requestId, openWait)));
  if (message?.media) await queueInbound([{ type: 'media', account_id: accountId, message_id: message.messageId }]);
}
