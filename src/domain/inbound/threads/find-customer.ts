import { textOrNull } from '../../../shared/json/read-json';
import { aliasPairsOf } from '../../customers/alias-pairs-in-events';
import { addressOfIdentity, type Identity } from '../../customers/identity';
import { isRepeated, resolveSender } from '../../customers/sender';
import type { WebhookEvent } from '../../inbound-event';
import type { Deps } from '../../ports';

/** The customer of an event that happened outside of our own work. */
export type OutsideCustomer = {
  accountId: string;
  channelId: string;
  userKey: string;
  address: string;
  names: ReturnType<typeof aliasPairsOf>;
};

/** Finds the customer of an event by their identifiers; null if the event has none or no number of ours. One round trip. */
export async function findCustomer(
  { inboundMessages }: Pick<Deps, 'inboundMessages'>,
  event: WebhookEvent,
  identity: Identity,
  at: number,
): Promise<OutsideCustomer | null> {
  const { account_id: accountId, channel_id: channelId, cause } = event;
  const address = addressOfIdentity(identity);
  if (channelId === null || textOrNull(address) === null || address === null) return null;
  const names = [identity.phone, identity.userId].filter((name) => name !== null);
  const query = { accountId, channelId, names, payload: null, referencedWamid: null, dedupeKey: cause };
  const context = await inboundMessages.findMatchContext([query]);
  const sender = resolveSender(context, accountId, identity, at);
  if (sender === null) return null;
  const pairs = isRepeated(context, event) ? [] : aliasPairsOf(accountId, identity, at);
  return { accountId, channelId, userKey: sender.userKey, address, names: pairs };
}
