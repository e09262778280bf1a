import type { InboundMessagesRepository } from '../../db/inbound-messages';
import { type Identity, keyOf } from './identity';
import type { WebhookEvent } from './inbound-event';

export type Known = Awaited<ReturnType<InboundMessagesRepository['findWhose']>>;

/** Meta repeats for days: what was applied says nothing new of a customer, whose names may have moved on since. */
export const isRepeated = ({ applied }: Known, { account_id: accountId, cause }: WebhookEvent): boolean =>
  applied.some((row) => row.accountId === accountId && row.cause === cause);

/** A customer as the conversation keeps them: their key, and every name by which Meta may call them. */
export type Sender = { identity: Identity; userKey: string; names: string[] };

const isDigits = (name: string): boolean => /^\d+$/.test(name);

/** The key of the customer whom WhatsApp means by a name at a time; null where the name says no more than itself. */
export function ownerOf(
  { aliases }: Pick<Known, 'aliases'>,
  accountId: string,
  name: string,
  at: number,
): string | null {
  const row = aliases.find((each) => each.accountId === accountId && each.alias === name);
  if (!row) return null;
  // A number that was given up names nobody afterwards.
  const holds = !isDigits(name) || row.namedBy === 'whatsapp' || row.createdAt >= at;
  return holds ? row.userKey : null;
}

/** Who wrote: what is known of the phone number counts before what is known of the user id. */
export function whoWrote(known: Known, accountId: string, identity: Identity, at: number): Sender | null {
  const own = keyOf(identity);
  if (own === null) return null;
  const userKey = ownerOf(known, accountId, identity.phone ?? identity.userId ?? '', at) ?? own;
  const others = known.aliases.filter(
    (row) =>
      row.accountId === accountId && row.userKey === userKey && (row.namedBy === 'whatsapp' || !isDigits(row.alias)),
  );
  const names = [identity.phone, identity.userId, userKey.replace(/^\+/, ''), ...others.map(({ alias }) => alias)];
  return { identity, userKey, names: [...new Set(names.filter((name) => name !== null))] };
}

type Ask = { accountId: string; channelId: string; sender: Sender; carried: string | null; answered: string | null };
export type Owner = { requestId: string; userKey: string; address: string };

/**
 * `unclear`: which of these live requests it is, the latest first, is told by where their runs are. `nobody` waits for it; it
 * stands with the `ended` request that it names.
 */
export type Whose =
  | { kind: 'request'; owner: Owner }
  | { kind: 'unclear'; among: Owner[] }
  | { kind: 'nobody'; ended: Owner | null };

/** More live requests of one customer in one conversation than anybody can choose from. */
const MOST_UNCLEAR = 20;

/**
 * The request that a message answers (flows.md): the one that our own button's payload carries, else the one whose message
 * it answers, else the one that waits in the conversation. What a customer's phone sends names a request only in their own
 * conversation; of a customer who shows no phone number that is also one at a phone number of which no user id is known. An
 * answer to a request that has ended moves none: it was not meant for another one.
 */
export function whoseMessage(known: Known, { accountId, channelId, sender, carried, answered }: Ask): Whose {
  const here = known.candidates.flatMap((row) =>
    row.accountId === accountId && row.channelId === channelId && row.address !== null
      ? [{ ...row, address: row.address }]
      : [],
  );
  const own = ({ address }: Owner) => sender.names.includes(address);
  const byMessage = known.answered.find((row) => row.channelId === channelId && row.wamid === answered)?.requestId;
  for (const named of [carried, byMessage ?? null]) {
    if (named === null) continue;
    const request = here.find(({ requestId }) => requestId === named);
    if (!request) continue;
    const unnamed = sender.identity.phone === null && request.userIdKnown === 0 && /^\d+$/.test(request.address);
    if (!own(request) && !unnamed) continue;
    return request.wakeAt === null ? { kind: 'nobody', ended: request } : { kind: 'request', owner: request };
  }
  const [latest, ...others] = here.filter((request) => own(request) && request.wakeAt !== null);
  if (!latest) return { kind: 'nobody', ended: null };
  if (others.length === 0 && latest.waitingFor === 'reply') return { kind: 'request', owner: latest };
  return { kind: 'unclear', among: [latest, ...others].slice(0, MOST_UNCLEAR) };
}
