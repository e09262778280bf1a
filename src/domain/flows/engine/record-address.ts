import type { Message } from '../../../db/messages/messages';
import { withAddress } from '../../messages/with-address';
import type { Deps } from '../../ports';

/**
 * Returns a reply with the address that its text reads as, stored with it: every later read returns the same, also
 * after a deployment with other data.
 */
export async function recordAddress(deps: Pick<Deps, 'messages'>, reply: Message): Promise<Message> {
  if (Object.hasOwn(reply.content, 'address')) return reply;
  const { accountId, messageId, content } = await withAddress(reply);
  const stored = await deps.messages.setAddress({ accountId, messageId, address: content.address ?? null });
  return { ...reply, content: stored ?? content };
}
