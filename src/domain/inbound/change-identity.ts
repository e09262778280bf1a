import type { InboundWrite } from '../../db/inbound-messages';
import { addressOfIdentity, isPhoneNumber, userKeyOf, userKeyOfAddress } from '../customers/identity';
import { isRepeated, type MatchContext, userKeyOfAlias } from '../customers/sender';
import type { Incoming } from '../messages/read-incoming';
import { newIncomingMessage } from './new-incoming-message';
import { rawEvent } from './raw-event';

/**
 * A change of number or user id: the customer stays who they are, and their new names mean them from then on. A number that
 * they give up is free; their customer is kept under the new one.
 */
export function changeIdentity(
  incoming: Incoming,
  known: MatchContext,
  { from, to }: NonNullable<Incoming['identityChange']>,
) {
  const { event, at } = incoming;
  const accountId = event.account_id;
  const names = [to.phone, to.userId].filter((name) => name !== null);
  const phonesFirst = from.toSorted((a, b) => Number(isPhoneNumber(b)) - Number(isPhoneNumber(a)));
  const owners = phonesFirst.map((name) => userKeyOfAlias(known, accountId, name, at));
  const oldKey = owners.find((owner) => owner !== null) ?? userKeyOfAddress(phonesFirst[0] ?? '');
  const given = [...from, ...(oldKey.startsWith('+') ? [oldKey.slice(1)] : [])].filter(isPhoneNumber);
  const freed = to.phone === null ? [] : [...new Set(given)].filter((number) => number !== to.phone);
  const isGone = !oldKey.startsWith('+') || freed.includes(oldKey.slice(1));
  const target = to.phone === null ? null : (userKeyOfAlias(known, accountId, to.phone, at) ?? userKeyOf(to));
  const newKey = target !== null && isGone && target !== oldKey ? target : oldKey;
  // They may have moved on already, where the later change came first.
  const moved =
    to.phone !== null &&
    newKey.startsWith('+') &&
    known.aliases.some(
      (row) =>
        row.accountId === accountId && row.alias === to.phone && row.namedBy === 'merchant' && row.createdAt >= at,
    );
  const address = moved ? newKey.slice(1) : (addressOfIdentity(to) ?? '');
  const write: InboundWrite = {
    message: newIncomingMessage(incoming, { userKey: newKey, address, request: null, referencedTurn: null }),
    event: rawEvent(event, 'applied', newKey),
    sender: { phone: null, userId: null },
    names: [],
    conversation: null,
    renaming: isRepeated(known, event)
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
