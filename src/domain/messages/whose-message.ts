import type { InboundMessagesRepository } from '../../db/inbound-messages';
import { type Identity, keyOf } from './identity';
import type { WebhookEvent } from './inbound-event';

export type Known = Awaited<ReturnType<InboundMessagesRepository['findWhose']>>;

/** Meta repeats for days: what was applied says nothing new of a customer, whose names may have moved on since. */
export const isRepeated = ({ applied }: Known, { account_id: accountId, cause }: WebhookEvent): boolean =>
  applied.some((row) => row.accountId === accountId && row.cause === cause);

/** A customer as the conversation keeps them: their key, and every name by which Meta may call them. */
export type Sender = { identity: Identity; userKey: string; names: string[] };

/** Who wrote: what is known of the phone number counts before what is known of the user id. */
export function whoWrote(known: Known, accountId: string, identity: Identity): Sender | null {
  const ownerOf = (alias: string | null) =>
    known.aliases.find((row) => row.accountId === accountId && row.alias === alias)?.userKey;
  const own = keyOf(identity);
  if (own === null) return null;
  const userKey = ownerOf(identity.phone ?? identity.userId) ?? own;
  const others = known.aliases.filter((row) => row.accountId === accountId && row.userKey === userKey);
  const names = [identity.phone, identity.userId, userKey.replace(/^\+/, ''), ...others.map(({ alias }) => alias)];
  return { identity, userKey, names: [...new Set(names.filter((name) => name !== null))] };
}
