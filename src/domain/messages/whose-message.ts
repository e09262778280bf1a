import type { InboundMessagesRepository } from '../../db/inbound-messages';
import { type Identity, keyOf } from './identity';

export type Known = Awaited<ReturnType<InboundMessagesRepository['findWhose']>>;

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

type Ask = { accountId: string; channelId: string; sender: Sender; carried: string | null; answered: string | null };
export type Owner = { requestId: string; userKey: string; address: string };

/**
 * The request that a message answers (flows.md): the one that our own button's payload carries, else the one whose message
 * it answers, else the latest in the conversation. What a customer's phone sends names a request only in their own
 * conversation; of a customer who shows no phone number that is also one at a phone number of which no user id is known.
 */
export function whoseMessage(known: Known, { accountId, channelId, sender, carried, answered }: Ask): Owner | null {
  const here = known.candidates.flatMap((row) =>
    row.accountId === accountId && row.channelId === channelId && row.address !== null
      ? [{ ...row, address: row.address }]
      : [],
  );
  const own = ({ address }: Owner) => sender.names.includes(address);
  const byMessage = known.answered.find((row) => row.channelId === channelId && row.wamid === answered)?.requestId;
  for (const named of [carried, byMessage ?? null]) {
    const request = here.find(({ requestId }) => requestId === named);
    if (!request) continue;
    const unnamed = sender.identity.phone === null && request.userIdKnown === 0 && /^\d+$/.test(request.address);
    if (own(request) || unnamed) return request;
  }
  return here.find(own) ?? null;
}
