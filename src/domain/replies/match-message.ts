import { isPhoneNumber } from '../customers/identity';
import type { MatchContext, Sender } from '../customers/sender';
import { canAnswer, type Turn } from './turn';

export type MatchedRequest = { requestId: string; userKey: string; address: string };
export type CandidateRequest = MatchedRequest & Turn & { waitingFor: string | null };

type MessageToMatch = {
  accountId: string;
  channelId: string;
  sender: Sender;
  /** When the customer sent the message, in epoch milliseconds. */
  at: number;
  /** The payload of the chosen button or row, and the request id in it. */
  payload: { requestId: string | null; value: string } | null;
  /** The wamid of the message that this one quotes, reacts to or presses a button of. */
  referencedWamid: string | null;
  isReaction: boolean;
};

/**
 * `request`: the message answers this request. `reaction`: it answers the request only if the wait has a case for reactions.
 * `unclear`: it answers one of these live requests, the latest first; the state of their runs decides which. `nobody`: it
 * answers no request. It is still shown with the request that it references, and starts flows only if `mayStartFlows`.
 */
export type MatchResult =
  | { kind: 'request'; request: CandidateRequest; referencedTurn: number | null }
  | { kind: 'reaction'; request: CandidateRequest; referencedTurn: number | null }
  | { kind: 'unclear'; candidates: CandidateRequest[] }
  | { kind: 'nobody'; referencedRequest: MatchedRequest | null; referencedTurn: number | null; mayStartFlows: boolean };

/** The most live requests of one conversation that are considered. */
const MAX_CANDIDATES = 20;

const noMatch = (mayStartFlows: boolean): MatchResult => ({
  kind: 'nobody',
  referencedRequest: null,
  referencedTurn: null,
  mayStartFlows,
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

/** Matches a message that references one we sent: it answers only in that message's turn. Messages of old rows have no turn. */
function matchReferenced(request: Row, messageTurn: number | null, isReaction: boolean): MatchResult {
  const candidate = candidateOf(request);
  const referencedTurn = messageTurn ?? candidate.turn;
  const isLive = request.nextCheckAt !== null;
  if (!isLive || !canAnswer(candidate, { at: 0, referencedTurn })) {
    return {
      kind: 'nobody',
      referencedRequest: candidate,
      referencedTurn,
      mayStartFlows: !isLive && !isReaction,
    };
  }
  return { kind: isReaction ? 'reaction' : 'request', request: candidate, referencedTurn };
}

/**
 * Finds the request that a customer's message answers: the request in the button's payload, else the request of the quoted
 * message, else the request that waits in the conversation. Payloads and quotes come from the customer's phone, so they
 * are trusted only in the customer's own conversation. If the customer hides their phone number, a conversation with a phone
 * number without a stored user id also counts as their own.
 */
export function matchMessage(context: MatchContext, message: MessageToMatch): MatchResult {
  const { accountId, channelId, sender, at, payload, referencedWamid, isReaction } = message;
  const inChannel = context.candidates.flatMap((row): Row[] =>
    row.accountId === accountId && row.channelId === channelId && row.address !== null
      ? [{ ...row, address: row.address }]
      : [],
  );
  const isOwn = ({ address }: Row) => sender.aliases.includes(address);
  const mayReference = (row: Row) =>
    isOwn(row) || (sender.identity.phone === null && row.userIdKnown === 0 && isPhoneNumber(row.address));
  const findOwn = (requestId: string | null) =>
    inChannel.find((row) => row.requestId === requestId && mayReference(row));
  const referenced = context.referenced.find((row) => row.channelId === channelId && row.wamid === referencedWamid);

  if (payload !== null && payload.requestId !== null) {
    const request = findOwn(payload.requestId);
    if (!request) return noMatch(false);
    if (referenced?.requestId === request.requestId) return matchReferenced(request, referenced.turn, false);
    const offers = context.offered.filter(
      (row) => row.requestId === request.requestId && row.payload === payload.value,
    );
    const offer = offers.find(({ sentAt }) => sentAt <= at);
    // Sent before any message offered the button, so it cannot be a press of it.
    if (offers.length > 0 && !offer) return noMatch(false);
    return matchReferenced(request, offer?.turn ?? null, false);
  }
  const live = inChannel.filter((row) => isOwn(row) && row.nextCheckAt !== null);
  let candidates = live;
  if (referencedWamid !== null && referenced?.isListQuestion !== 1) {
    const request = referenced?.direction === 'out' ? findOwn(referenced.requestId) : undefined;
    if (request) return matchReferenced(request, referenced?.turn ?? null, isReaction);
    // It may reference a message that we sent and Meta has not given a wamid for yet.
    candidates = referenced
      ? []
      : live.filter(({ hasUnknownMessage: hasMessageWithoutWamid }) => hasMessageWithoutWamid === 1);
  }
  if (isReaction) return noMatch(false);
  const [latest, ...others] = candidates.map(candidateOf);
  if (!latest) return noMatch(true);
  if (others.length === 0 && latest.waitingFor === 'reply') {
    return canAnswer(latest, { at, referencedTurn: null })
      ? { kind: 'request', request: latest, referencedTurn: null }
      : noMatch(false);
  }
  return { kind: 'unclear', candidates: [latest, ...others].slice(0, MAX_CANDIDATES) };
}
