import { isPhoneNumber } from '../customers/identity';
import type { MatchContext, Sender } from '../customers/sender';
import { canAnswer, type Turn } from './turn';

export type MatchedRequest = { requestId: string; userKey: string; address: string };
export type CandidateRequest = MatchedRequest & Turn & { waitingFor: string | null };

type MessageToMatch = {
  accountId: string;
  channelId: string;
  sender: Sender;
  /** When it was written, as epoch milliseconds. */
  at: number;
  /** What the button or row that was pressed carries, and the request in it. */
  payload: { requestId: string | null; value: string } | null;
  /** The WhatsApp message that it quotes, presses a button of, or reacts to. */
  referencedWamid: string | null;
  isReaction: boolean;
};

/**
 * `request`: it answers that request. `reaction`: it does where a case of the wait is for it. `unclear`: one of these live
 * requests, the latest first; where their runs are tells which. `nobody`: it answers nothing, though it may stand `beside`
 * the request that it names, and may start a flow unless `starts` is false.
 */
export type MatchResult =
  | { kind: 'request'; request: CandidateRequest; referencedTurn: number | null }
  | { kind: 'reaction'; request: CandidateRequest; referencedTurn: number | null }
  | { kind: 'unclear'; candidates: CandidateRequest[] }
  | { kind: 'nobody'; referencedRequest: MatchedRequest | null; referencedTurn: number | null; mayStartFlows: boolean };

/** More live requests of one customer in one conversation than anybody can choose from. */
const MAX_UNCLEAR = 20;

const noMatch = (starts: boolean): MatchResult => ({
  kind: 'nobody',
  referencedRequest: null,
  referencedTurn: null,
  mayStartFlows: starts,
});

type Row = MatchContext['candidates'][number] & { address: string };

const candidateOf = ({
  requestId,
  userKey,
  address,
  waitingFor,
  turn,
  answersSince,
  createdAt,
}: Row): CandidateRequest => ({
  requestId,
  userKey,
  address,
  waitingFor,
  turn,
  answersSince: answersSince ?? createdAt,
});

/** A message that names one of ours answers only in that message's own turn; one of before turns were counted, in any. */
function matchReferenced(request: Row, messageTurn: number | null, isReaction: boolean): MatchResult {
  const owner = candidateOf(request);
  const namedTurn = messageTurn ?? owner.turn;
  const isLive = request.nextCheckAt !== null;
  if (!isLive || !canAnswer(owner, { at: 0, referencedTurn: namedTurn })) {
    return {
      kind: 'nobody',
      referencedRequest: owner,
      referencedTurn: namedTurn,
      mayStartFlows: !isLive && !isReaction,
    };
  }
  return { kind: isReaction ? 'reaction' : 'request', request: owner, referencedTurn: namedTurn };
}

/**
 * Finds the request that a customer's message answers: the one that the button's payload carries, else the one whose message
 * it quotes, else the one that waits in the conversation. What a customer's phone sends names a request only in their own
 * conversation; of a customer who shows no phone number that is also one at a phone number of which no user id is known.
 */
export function matchMessage(known: MatchContext, message: MessageToMatch): MatchResult {
  const { accountId, channelId, sender, at, payload, referencedWamid: named, isReaction } = message;
  const here = known.candidates.flatMap((row): Row[] =>
    row.accountId === accountId && row.channelId === channelId && row.address !== null
      ? [{ ...row, address: row.address }]
      : [],
  );
  const isOwn = ({ address }: Row) => sender.aliases.includes(address);
  const mayName = (row: Row) =>
    isOwn(row) || (sender.identity.phone === null && row.userIdKnown === 0 && isPhoneNumber(row.address));
  const findOwn = (requestId: string | null) => here.find((row) => row.requestId === requestId && mayName(row));
  const ours = known.referenced.find((row) => row.channelId === channelId && row.wamid === named);

  if (payload !== null && payload.requestId !== null) {
    const request = findOwn(payload.requestId);
    if (!request) return noMatch(false);
    if (ours?.requestId === request.requestId) return matchReferenced(request, ours.turn, false);
    const offers = known.offered.filter((row) => row.requestId === request.requestId && row.payload === payload.value);
    const pressed = offers.find(({ sentAt }) => sentAt <= at);
    // Pressed before any message offered it: no press of this request's.
    if (offers.length > 0 && !pressed) return noMatch(false);
    return matchReferenced(request, pressed?.turn ?? null, false);
  }
  const live = here.filter((row) => isOwn(row) && row.nextCheckAt !== null);
  let among = live;
  if (named !== null && ours?.isListQuestion !== 1) {
    const request = ours?.direction === 'out' ? findOwn(ours.requestId) : undefined;
    if (request) return matchReferenced(request, ours?.turn ?? null, isReaction);
    // A message of ours whose id Meta has not told yet may be the one that is named.
    among = ours ? [] : live.filter(({ hasUnknownMessage }) => hasUnknownMessage === 1);
  }
  if (isReaction) return noMatch(false);
  const [latest, ...others] = among.map(candidateOf);
  if (!latest) return noMatch(true);
  if (others.length === 0 && latest.waitingFor === 'reply') {
    return canAnswer(latest, { at, referencedTurn: null })
      ? { kind: 'request', request: latest, referencedTurn: null }
      : noMatch(false);
  }
  return { kind: 'unclear', candidates: [latest, ...others].slice(0, MAX_UNCLEAR) };
}
