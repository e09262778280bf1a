import type { InboundWrite } from '../../db/inbound/inbound-messages';
import { addressOfIdentity, isPhoneNumber, userKeyOf, userKeyOfAddress } from '../customers/identity';
import { isRepeated, type MatchContext, userKeyOfAlias } from '../customers/sender';
import { rawEvent } from '../events/raw-event';
import type { Incoming } from '../messages/read-incoming';
import { newIncomingMessage } from './new-incoming-message';

/**
 * Applies a change of number or user id: the customer's new identifiers lead to them from then on. A number that they give up
 * no longer does; the customer's key becomes the new number.
 */
export function changeIdentity(
  incoming: Incoming,
  context: MatchContext,
  { from, to }: NonNullable<Incoming['identityChange']>,
) {
  const { event, at } = incoming;
  const accountId = event.account_id;
  const names = [to.phone, to.userId].filter((name) => name !== null);
  const phonesFirst = from.toSorted((a, b) => Number(isPhoneNumber(b)) - Number(isPhoneNumber(a)));
  const keys = phonesFirst.map((name) => userKeyOfAlias(context, accountId, name, at));
  const oldKey = keys.find((key) => key !== null) ?? userKeyOfAddress(phonesFirst[0] ?? '');
  const oldNumbers = [...from, ...(oldKey.startsWith('+') ? [oldKey.slice(1)] : [])].filter(isPhoneNumber);
  const freed = to.phone === null ? [] : [...new Set(oldNumbers)].filter((number) => number !== to.phone);
  const isGone = !oldKey.startsWith('+') || freed.includes(oldKey.slice(1));
  const target = to.phone === null ? null : (userKeyOfAlias(context, accountId, to.phone, at) ?? userKeyOf(to));
  const newKey = target !== null && isGone && target !== oldKey ? target : oldKey;
  // A later change may have been applied before this one.
  const hasMovedOn =
    to.phone !== null &&
    newKey.startsWith('+') &&
    context.aliases.some(
      (row) =>
        row.accountId === accountId && row.alias === to.phone && row.namedBy === 'merchant' && row.createdAt >= at,
    );
  const address = hasMovedOn ? newKey.slice(1) : (addressOfIdentity(to) ?? '');
  const write: InboundWrite = {
    message: newIncomingMessage(incoming, { userKey: newKey, address, request: null, referencedTurn: null }),
    event: rawEvent(event, 'applied', newKey),
    sender: { phone: null, userId: null },
    names: [],
    conversation: null,
    words: [],
    renaming: isRepeated(context, event)
      ? null
      : {
          accountId,
          oldKey,
          newKey,
          freed,
          former: from.filter((name) => !isPhoneNumber(name)),
          names,
          address,
          at,
        },
    consent: null,
    started: [],
    question: null,
    choice: null,
    isRematch: false,
  };
  return write;
}
