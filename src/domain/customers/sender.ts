import type { InboundMessagesRepository } from '../../db/inbound-messages';
import type { WebhookEvent } from '../inbound-event';
import { type Identity, isPhoneNumber, userKeyOf } from './identity';

export type MatchContext = Awaited<ReturnType<InboundMessagesRepository['findMatchContext']>>;

/** Meta repeats for days: what was applied says nothing new of a customer, whose names may have moved on since. */
export const isRepeated = ({ applied }: MatchContext, { account_id: accountId, cause }: WebhookEvent): boolean =>
  applied.some((row) => row.accountId === accountId && row.dedupeKey === cause);

/** A customer as the conversation keeps them: their key, and every name by which Meta may call them. */
export type Sender = { identity: Identity; userKey: string; aliases: string[] };

/** The key of the customer whom WhatsApp means by a name at a time; null where the name says no more than itself. */
export function userKeyOfAlias(
  { aliases }: Pick<MatchContext, 'aliases'>,
  accountId: string,
  name: string,
  at: number,
): string | null {
  const row = aliases.find((each) => each.accountId === accountId && each.alias === name);
  if (!row) return null;
  // A number that was given up names nobody afterwards.
  const holds = !isPhoneNumber(name) || row.namedBy === 'whatsapp' || row.createdAt >= at;
  return holds ? row.userKey : null;
}

/** Who wrote: what is known of the phone number counts before what is known of the user id. */
export function resolveSender(known: MatchContext, accountId: string, identity: Identity, at: number): Sender | null {
  const own = userKeyOf(identity);
  if (own === null) return null;
  const userKey = userKeyOfAlias(known, accountId, identity.phone ?? identity.userId ?? '', at) ?? own;
  const others = known.aliases.filter(
    (row) =>
      row.accountId === accountId &&
      row.userKey === userKey &&
      (row.namedBy === 'whatsapp' || !isPhoneNumber(row.alias)),
  );
  const names = [identity.phone, identity.userId, userKey.replace(/^\+/, ''), ...others.map(({ alias }) => alias)];
  return { identity, userKey, aliases: [...new Set(names.filter((name) => name !== null))] };
}
