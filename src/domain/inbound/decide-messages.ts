import type { NamePair } from '../../db/customer-names';
import type { InboundWrite } from '../../db/inbound-messages';
import { HELD_REPLY_STEP, QUESTION_TTL_MS } from '../../shared/list-question';
import { textOrNull } from '../../shared/read-json';
import { aliasPairsOf } from '../customers/alias-pairs-in-events';
import { addressOfIdentity, isPhoneNumber } from '../customers/identity';
import { isRepeated, type MatchContext, resolveSender, type Sender } from '../customers/sender';
import { consentOf } from '../messages/consent-of';
import { type Incoming, isDirectMessage } from '../messages/read-incoming';
import type { Deps } from '../ports';
import { findChosenRequest } from '../replies/list-question/find-chosen-request';
import { type MatchedRequest, type MatchResult, matchMessage } from '../replies/match-message';
import { type ResolvedMessage, resolveMatches, type UnresolvedMessage } from '../replies/resolve-matches';
import { newIncomingMessage } from './new-incoming-message';
import { rawEvent } from './raw-event';

/** The names of a customer that are known together: from then on each finds them. */
function learntAliasPairs(
  { event, sender: { phone, userId }, at }: Incoming,
  owner: MatchedRequest | null,
): NamePair[] {
  const learnt = phone === null && owner !== null && isPhoneNumber(owner.address) ? owner.address : phone;
  return aliasPairsOf(event.account_id, { phone: learnt, userId }, at);
}

type RecognisedMessage = {
  incoming: Incoming;
  sender: Sender;
  consent: ReturnType<typeof consentOf>;
  match: MatchResult;
  /** The request that the customer means, where they choose a row of our list question or type it. */
  chosen: string | null;
};

const NO_MATCH: MatchResult = { kind: 'nobody', referencedRequest: null, referencedTurn: null, mayStartFlows: false };

function recognise(incoming: Incoming, known: MatchContext): RecognisedMessage {
  const { event, channelId, body: said, payload, referencedWamid, at } = incoming;
  const accountId = event.account_id;
  const sender = resolveSender(known, accountId, incoming.sender, at) as Sender;
  const isReaction = said.isReaction;
  if (!isDirectMessage(incoming) || !(said.isAnswer || isReaction)) {
    return { incoming, sender, consent: null, match: NO_MATCH, chosen: null };
  }
  const words = known.accounts.find((account) => account.accountId === accountId);
  const plain = said.kind === 'text' || said.payload ? textOrNull(said.content.text) : null;
  const consent = consentOf([plain, payload?.id ?? null], words ?? { optOutWords: [], optInWords: [] });
  const asked = { accountId, channelId, sender, at, payload, referencedWamid, isReaction };
  const row = consent === null || payload !== null ? findChosenRequest(incoming, known) : null;
  const match = matchMessage(known, asked);
  if (row === null) return { incoming, sender, consent, match, chosen: null };
  // A row of our question is no answer itself: it says which request the answers are for that are held.
  const meant = matchMessage(known, { ...asked, payload: { requestId: row, value: '' }, referencedWamid: null });
  const chosen = meant.kind === 'request' ? row : null;
  const isTap = payload !== null;
  return { incoming, sender, consent, match: chosen === null && !isTap ? match : NO_MATCH, chosen };
}

function decide(recognised: RecognisedMessage, known: MatchContext, settled: ResolvedMessage): InboundWrite {
  const { incoming, sender: first, consent } = recognised;
  const { request: owner, referencedTurn: namedTurn, question, started, choice } = settled;
  const { event, channelId, wamid, at, body: said } = incoming;
  const accountId = event.account_id;
  // Known by a user id only until now: the phone number at which the request writes to them is theirs.
  const phoneLearnt =
    incoming.sender.phone === null && owner !== null && !first.aliases.includes(owner.address) ? owner.address : null;
  const sender =
    phoneLearnt === null
      ? first
      : (resolveSender(known, accountId, { phone: phoneLearnt, userId: incoming.sender.userId }, at) ?? first);
  const userKey = owner?.userKey ?? sender.userKey;
  // A STOP is no answer to any question: the wait that is open ends by the opt-out itself.
  const message = newIncomingMessage(incoming, {
    userKey,
    address: addressOfIdentity(incoming.sender) ?? '',
    request: consent === 'out' ? null : owner,
    referencedTurn: namedTurn,
  });
  return {
    message: question === null ? message : { ...message, step: HELD_REPLY_STEP },
    event: rawEvent(event, 'applied', userKey),
    sender: incoming.sender,
    names: isRepeated(known, event) ? [] : learntAliasPairs(incoming, owner),
    conversation:
      said.opensWindow && isDirectMessage(incoming)
        ? { channelId, userKey: sender.userKey, accountId, lastInboundAt: at, lastWamid: wamid }
        : null,
    renaming: null,
    consent:
      consent === null
        ? null
        : {
            accountId,
            userKey: sender.userKey,
            optedOutAt: consent === 'out' ? at : null,
            optedOutBy: 'word',
            at,
          },
    started,
    question,
    choice: choice === null ? null : { ...choice, since: at - QUESTION_TTL_MS },
    isRematch: event.rematch === true,
  };
}

/** What must be settled of a message; a STOP answers no question: the wait that is open ends by the opt-out itself. */
function toUnresolved({ incoming, sender, consent, match, chosen }: RecognisedMessage): UnresolvedMessage {
  const [userKey, address] = [sender.userKey, addressOfIdentity(incoming.sender) ?? ''];
  const message = newIncomingMessage(incoming, { userKey, address, request: null, referencedTurn: null });
  return { message, match: consent === 'out' && match.kind !== 'request' ? NO_MATCH : match, chosen };
}

/** Decides which request each message answers, in the order in which they were written. */
export async function decideMessages(deps: Deps, wave: Incoming[], known: MatchContext): Promise<InboundWrite[]> {
  const recognised = wave.map((incoming) => recognise(incoming, known));
  const settled = await resolveMatches(deps, known, recognised.map(toUnresolved));
  return recognised.map((each, i) => decide(each, known, settled[i] as ResolvedMessage));
}
