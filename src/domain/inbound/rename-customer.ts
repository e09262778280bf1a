import type { InboundWrite } from '../../db/inbound-messages';
import { addressOf, isPhoneName, keyOf, keyOfAddress } from '../customers/identity';
import { isRepeated, type Known, ownerOf } from '../customers/whose-message';
import type { Incoming } from '../messages/read-incoming';
import { messageOf } from './incoming-message';
import { rawEvent } from './raw-event';

/**
 * A change of number or user id: the customer stays who they are, and their new names mean them from then on. A number that
 * they give up is free; their customer is kept under the new one.
 */
export function renameCustomer(incoming: Incoming, known: Known, { from, to }: NonNullable<Incoming['renaming']>) {
  const { event, at } = incoming;
  const accountId = event.account_id;
  const names = [to.phone, to.userId].filter((name) => name !== null);
  const phonesFirst = from.toSorted((a, b) => Number(isPhoneName(b)) - Number(isPhoneName(a)));
  const owners = phonesFirst.map((name) => ownerOf(known, accountId, name, at));
  const oldKey = owners.find((owner) => owner !== null) ?? keyOfAddress(phonesFirst[0] ?? '');
  const given = [...from, ...(oldKey.startsWith('+') ? [oldKey.slice(1)] : [])].filter(isPhoneName);
  const freed = to.phone === null ? [] : [...new Set(given)].filter((number) => number !== to.phone);
  const isGone = !oldKey.startsWith('+') || freed.includes(oldKey.slice(1));
  const target = to.phone === null ? null : (ownerOf(known, accountId, to.phone, at) ?? keyOf(to));
  const newKey = target !== null && isGone && target !== oldKey ? target : oldKey;
  // They may have moved on already, where the later change came first.
  const moved =
    to.phone !== null &&
    newKey.startsWith('+') &&
    known.aliases.some(
      (row) =>
        row.accountId === accountId && row.alias === to.phone && row.namedBy === 'merchant' && row.createdAt >= at,
    );
  const address = moved ? newKey.slice(1) : (addressOf(to) ?? '');
  const write: InboundWrite = {
    message: messageOf(incoming, { userKey: newKey, address, owner: null, namedTurn: null }),
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
          former: from.filter((name) => !isPhoneName(name)),
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
