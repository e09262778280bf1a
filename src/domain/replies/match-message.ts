import { isPhoneName } from '../customers/identity';
import type { Known, Sender } from '../customers/whose-message';
import { canAnswer, type Turn } from './turn';

export type Owner = { requestId: string; userKey: string; address: string };
export type Candidate = Owner & Turn & { waitingFor: string | null };

type Message = {
  accountId: string;
  channelId: string;
  sender: Sender;
  /** When it was written, as epoch milliseconds. */
  at: number;
  /** What the button or row that was pressed carries, and the request in it. */
  payload: { requestId: string | null; value: string } | null;
  /** The WhatsApp message that it quotes, presses a button of, or reacts to. */
  named: string | null;
  isReaction: boolean;
};

/**
 * `request`: it answers that request. `reaction`: it does where a case of the wait is for it. `unclear`: one of these live
 * requests, the latest first; where their runs are tells which. `nobody`: it answers nothing, though it may stand `beside`
 * the request that it names, and may start a flow unless `starts` is false.
 */
export type MessageMatch =
  | { kind: 'request'; owner: Candidate; namedTurn: number | null }
  | { kind: 'reaction'; owner: Candidate; namedTurn: number | null }
  | { kind: 'unclear'; among: Candidate[] }
  | { kind: 'nobody'; beside: Owner | null; namedTurn: number | null; starts: boolean };

/** More live requests of one customer in one conversation than anybody can choose from. */
const MAX_UNCLEAR = 20;

const nobody = (starts: boolean): MessageMatch => ({ kind: 'nobody', beside: null, namedTurn: null, starts });

type Row = Known['candidates'][number] & { address: string };

const candidateOf = ({ requestId, userKey, address, waitingFor, turn, answersSince, createdAt }: Row): Candidate => ({
  requestId,
  userKey,
  address,
  waitingFor,
  turn,
  answersSince: answersSince ?? createdAt,
});

/** A message that names one of ours answers only in that message's own turn; one of before turns were counted, in any. */
function matchNamed(request: Row, messageTurn: number | null, isReaction: boolean): MessageMatch {
  const owner = candidateOf(request);
  const namedTurn = messageTurn ?? owner.turn;
  const isLive = request.wakeAt !== null;
  if (!isLive || !canAnswer(owner, { at: 0, namedTurn })) {
    return { kind: 'nobody', beside: owner, namedTurn, starts: !isLive && !isReaction };
  }
  return { kind: isReaction ? 'reaction' : 'request', owner, namedTurn };
}

/**
 * Finds the request that a customer's message answers: the one that the button's payload carries, else the one whose message
 * it quotes, else the one that waits in the conversation. What a customer's phone sends names a request only in their own
 * conversation; of a customer who shows no phone number that is also one at a phone number of which no user id is known.
 */
export function matchMessage(known: Known, message: Message): MessageMatch {
  const { accountId, channelId, sender, at, payload, named, isReaction } = message;
  const here = known.candidates.flatMap((row): Row[] =>
    row.accountId === accountId && row.channelId === channelId && row.address !== null
      ? [{ ...row, address: row.address }]
      : [],
  );
  const isOwn = ({ address }: Row) => sender.names.includes(address);
  const mayName = (row: Row) =>
    isOwn(row) || (sender.identity.phone === null && row.userIdKnown === 0 && isPhoneName(row.address));
  const findOwn = (requestId: string | null) => here.find((row) => row.requestId === requestId && mayName(row));
  const ours = known.answered.find((row) => row.channelId === channelId && row.wamid === named);

  if (payload !== null && payload.requestId !== null) {
    const request = findOwn(payload.requestId);
    if (!request) return nobody(false);
    if (ours?.requestId === request.requestId) return matchNamed(request, ours.turn, false);
    const offers = known.offered.filter((row) => row.requestId === request.requestId && row.payload === payload.value);
    const pressed = offers.find(({ sentAt }) => sentAt <= at);
    // Pressed before any message offered it: no press of this request's.
    if (offers.length > 0 && !pressed) return nobody(false);
    return matchNamed(request, pressed?.turn ?? null, false);
  }
  const live = here.filter((row) => isOwn(row) && row.wakeAt !== null);
  let among = live;
  if (named !== null && ours?.isListQuestion !== 1) {
    const request = ours?.direction === 'out' ? findOwn(ours.requestId) : undefined;
    if (request) return matchNamed(request, ours?.turn ?? null, isReaction);
    // A message of ours whose id Meta has not told yet may be the one that is named.
    among = ours ? [] : live.filter(({ hasUnknownMessage }) => hasUnknownMessage === 1);
  }
  if (isReaction) return nobody(false);
  const [latest, ...others] = among.map(candidateOf);
  if (!latest) return nobody(true);
  if (others.length === 0 && latest.waitingFor === 'reply') {
    return canAnswer(latest, { at, namedTurn: null })
      ? { kind: 'request', owner: latest, namedTurn: null }
      : nobody(false);
  }
  return { kind: 'unclear', among: [latest, ...others].slice(0, MAX_UNCLEAR) };
}
