import type { InboundWrite } from '../../db/inbound-messages';
import { addressOf } from './identity';
import { messageOf } from './incoming-message';
import { rawEvent } from './raw-event';
import type { Incoming } from './read-incoming';
import { isRepeated, type Known, whoWrote } from './whose-message';

/** A change of number or user id: the customer stays who they are, and their new names mean them from now on. */
export function renameCustomer(incoming: Incoming, known: Known, renaming: NonNullable<Incoming['renaming']>) {
  const { event, at } = incoming;
  const accountId = event.account_id;
  const repeated = isRepeated(known, event);
  const [phone, userId] = [
    renaming.from.find((name) => /^\d+$/.test(name)),
    renaming.from.find((name) => /\D/.test(name)),
  ];
  const before = whoWrote(known, accountId, { phone: phone ?? null, userId: userId ?? null });
  const userKey = before?.userKey ?? '';
  const address = addressOf(renaming.to) ?? '';
  const write: InboundWrite = {
    message: messageOf(incoming, { userKey, address, owner: null, namedTurn: null }),
    event: rawEvent(event, 'applied', userKey),
    aliases: repeated
      ? []
      : [renaming.to.phone, renaming.to.userId]
          .filter((alias) => alias !== null)
          .map((alias) => ({ accountId, alias, userKey, createdAt: at })),
    conversation: null,
    renamedFrom: repeated ? null : { names: renaming.from, address },
    consent: null,
    started: [],
    question: null,
    choice: null,
  };
  return write;
}
