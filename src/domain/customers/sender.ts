import type { InboundMessagesRepository } from '../../db/inbound/inbound-messages';
import type { WebhookEvent } from '../inbound-event';
import { addressOfIdentity, type Identity, isPhoneNumber, userKeyOf } from './identity';

export type MatchContext = Awaited<ReturnType<InboundMessagesRepository['findMatchContext']>>;

/** Whether an event was applied before. Meta repeats events for days, and the customer's aliases may have changed since. */
export const isRepeated = ({ applied }: MatchContext, { account_id: accountId, cause }: WebhookEvent): boolean =>
  applied.some((row) => row.accountId === accountId && row.dedupeKey === cause);

/** A message's sender: `aliases` are all identifiers that Meta may use for them. */
export type Sender = { identity: Identity; userKey: string; aliases: string[] };

/** Returns the user key that an alias leads to at a time; null if none is stored. */
export function userKeyOfAlias(
  { aliases }: Pick<MatchContext, 'aliases'>,
  accountId: string,
  alias: string,
  at: number,
): string | null {
  const row = aliases.find((each) => each.accountId === accountId && each.alias === alias);
  if (!row) return null;
  // After a change of number the old number no longer leads to the customer.
  const isValid = !isPhoneNumber(alias) || row.namedBy === 'whatsapp' || row.createdAt >= at;
  return isValid ? row.userKey : null;
}

/** Resolves a sender by their aliases, first by phone number, then by user id. */
export function resolveSender(context: MatchContext, accountId: string, identity: Identity, at: number): Sender | null {
  const own = userKeyOf(identity);
  if (own === null) return null;
  const userKey = userKeyOfAlias(context, accountId, addressOfIdentity(identity) ?? '', at) ?? own;
  const others = context.aliases.filter(
    (row) =>
      row.accountId === accountId &&
      row.userKey === userKey &&
      (row.namedBy === 'whatsapp' || !isPhoneNumber(row.alias)),
  );
  const aliases = [identity.phone, identity.userId, userKey.replace(/^\+/, ''), ...others.map(({ alias }) => alias)];
  return { identity, userKey, aliases: [...new Set(aliases.filter((alias) => alias !== null))] };
}
