import type { NamePair } from '../../db/customers/customer-names';
import type { InboundWrite } from '../../db/inbound/inbound-messages';
import { PENDING_REPLY_STEP, QUESTION_TTL_MS } from '../../shared/flows/list-question';
import { OPT_OUT_STEP } from '../../shared/flows/opt-out-step';
import { textOrNull } from '../../shared/json/read-json';
import { threadOrder } from '../../shared/messages/thread-order';
import { aliasPairsOf } from '../customers/alias-pairs-in-events';
import { addressOfIdentity, isPhoneNumber } from '../customers/identity';
import { profileNameOf } from '../customers/profile-name';
import { isRepeated, type MatchContext, resolveSender, type Sender } from '../customers/sender';
import { rawEvent } from '../events/raw-event';
import { isChangeOfMessage } from '../messages/answering-kinds';
import { type Incoming, isDirectMessage } from '../messages/read-incoming';
import { searchWordsOf } from '../messages/search-words-of';
import { readConsentWord } from '../messages/stop-words';
import type { Deps } from '../ports';
import { findChosenRequest } from '../replies/list-question/find-chosen-request';
import { type MatchedRequest, type MatchResult, matchMessage } from '../replies/match-message';
import { type ResolvedMessage, resolveMatches, type UnresolvedMessage } from '../replies/resolve-matches';
import { newIncomingMessage } from './new-incoming-message';

/** Returns the alias pairs that a message shows. A sender without a phone number gets the phone number of the matched request. */
function aliasPairsOfMessage(
  { event, sender: { phone, userId }, at }: Incoming,
  request: MatchedRequest | null,
): NamePair[] {
  const learnt = phone === null && request !== null && isPhoneNumber(request.address) ? request.address : phone;
  return aliasPairsOf(event.account_id, { phone: learnt, userId }, at);
}

type MatchedMessage = {
  incoming: Incoming;
  sender: Sender;
  consent: ReturnType<typeof readConsentWord>;
  match: MatchResult;
  /** The request that the customer chose in our list question, by tapping its row or typing it. */
  chosen: string | null;
};

const NO_MATCH: MatchResult = { kind: 'nobody', referencedRequest: null, referencedTurn: null, mayStartFlows: false };

/** Returns the sender's conversations in a channel, under any of their keys. */
const conversationsOf = (
  { conversations }: Pick<MatchContext, 'conversations'>,
  { event, channelId }: Incoming,
  { userKey, aliases }: Sender,
) =>
  conversations.filter(
    (row) =>
      row.accountId === event.account_id &&
      row.channelId === channelId &&
      (row.userKey === userKey || aliases.includes(row.userKey.replace(/^\+/, ''))),
  );

/** Whether a person or another app answers the sender. A message that Meta sends to us ends another app's control. */
const isOwned = (context: MatchContext, incoming: Incoming, sender: Sender): boolean =>
  conversationsOf(context, incoming, sender).some(
    ({ owner, threadOrder: last }) =>
      owner === 'person' || (owner === 'other_app' && (last ?? 0) > threadOrder(incoming.at, 'live')),
  );

/** Whether it presses a button of a request's message: its payload names the request, or the message that it presses does. */
const isOfRequest = ({ referenced }: MatchContext, { payload, channelId, quotedWamid }: Incoming): boolean =>
  payload !== null &&
  (payload.requestId !== null ||
    referenced.some((row) => row.channelId === channelId && row.wamid === quotedWamid && row.requestId !== null));

/** Pairs the sender's key with the keys under which their older conversations lie, so that these move. */
const olderKeysOf = (context: MatchContext, incoming: Incoming, sender: Sender): NamePair[] => {
  if (!sender.userKey.startsWith('+')) return [];
  const older = conversationsOf(context, incoming, sender).filter(({ userKey }) => userKey !== sender.userKey);
  const nameOf = (userKey: string) => userKey.replace(/^\+/, '');
  return older.map(({ userKey }) => ({
    accountId: incoming.event.account_id,
    address: nameOf(sender.userKey),
    name: nameOf(userKey),
    at: incoming.at,
  }));
};

function matchIncoming(incoming: Incoming, context: MatchContext): MatchedMessage {
  const { event, channelId, body, payload, referencedWamid, at } = incoming;
  const accountId = event.account_id;
  const sender = resolveSender(context, accountId, incoming.sender, at) as Sender;
  const { isReaction } = body;
  if (!isDirectMessage(incoming) || !(body.isAnswer || isReaction)) {
    return { incoming, sender, consent: null, match: NO_MATCH, chosen: null };
  }
  const words = context.accounts.find((account) => account.accountId === accountId);
  const plain = body.kind === 'text' || body.payload ? textOrNull(body.content.text) : null;
  const consent = readConsentWord([plain, payload?.id ?? null], words ?? { optOutWords: [], optInWords: [] });
  const message = { accountId, channelId, sender, at, payload, referencedWamid, isReaction };
  // What the customer writes to a person, or presses of theirs, answers no flow; a flow's own button does.
  const isForOwner = !isOfRequest(context, incoming) && isOwned(context, incoming, sender);
  if (isForOwner && consent === null) return { incoming, sender, consent, match: NO_MATCH, chosen: null };
  const row = consent === null || payload !== null ? findChosenRequest(incoming, context) : null;
  const match = matchMessage(context, message);
  if (row === null) return { incoming, sender, consent, match, chosen: null };
  // Picking a row of our list question does not answer a wait: it selects the request for the pending messages.
  const ofRow = matchMessage(context, { ...message, payload: { requestId: row, value: '' }, referencedWamid: null });
  const chosen = ofRow.kind === 'request' ? row : null;
  const isTap = payload !== null;
  return { incoming, sender, consent, match: chosen === null && !isTap ? match : NO_MATCH, chosen };
}

/** Whether no flow reads what a customer has written. A second press of a request's button asks for nobody. */
const isForPerson = (
  { incoming: { body, payload }, consent, chosen }: MatchedMessage,
  { request, answers, question, started }: ResolvedMessage,
): boolean =>
  body.isAnswer &&
  (payload === null || (payload.requestId === null && request === null)) &&
  consent === null &&
  chosen === null &&
  question === null &&
  !answers &&
  started.length === 0;

/** Returns the step of a message that no wait may take: an opt-out ends the open wait in another way than a reply. */
function stepOf(consent: MatchedMessage['consent'], { request, question }: ResolvedMessage): string | null {
  if (question !== null) return PENDING_REPLY_STEP;
  return consent === 'out' && request !== null ? OPT_OUT_STEP : null;
}

function decide(recognised: MatchedMessage, context: MatchContext, resolved: ResolvedMessage): InboundWrite {
  const { incoming, sender: first, consent } = recognised;
  const { request, referencedTurn, question, started, choice } = resolved;
  const { event, channelId, wamid, at, body } = incoming;
  const accountId = event.account_id;
  // We have only the sender's user id: the phone number of the matched request is theirs.
  const phone =
    incoming.sender.phone === null && request !== null && !first.aliases.includes(request.address)
      ? request.address
      : null;
  const sender =
    phone === null
      ? first
      : (resolveSender(context, accountId, { phone, userId: incoming.sender.userId }, at) ?? first);
  const userKey = request?.userKey ?? sender.userKey;
  const message = newIncomingMessage(incoming, {
    userKey,
    address: addressOfIdentity(incoming.sender) ?? '',
    request,
    referencedTurn,
  });
  return {
    message: { ...message, step: stepOf(consent, resolved) },
    event: rawEvent(event, 'applied', userKey),
    sender: incoming.sender,
    names: isRepeated(context, event)
      ? []
      : [...aliasPairsOfMessage(incoming, request), ...olderKeysOf(context, incoming, sender)],
    conversation:
      isDirectMessage(incoming) && event.rematch !== true
        ? {
            accountId,
            channelId,
            userKey: sender.userKey,
            name: profileNameOf(event.contact),
            messageId: isChangeOfMessage(body.kind) ? null : message.messageId,
            wamid,
            at,
            opensWindow: body.opensWindow,
            isWritten: body.isAnswer,
            isForPerson: isForPerson(recognised, resolved),
          }
        : null,
    words: searchWordsOf({ name: profileNameOf(event.contact), userKey: sender.userKey, message }),
    renaming: null,
    consent: consent && {
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

/** Prepares a message for matching. An opt-out is never asked about with a list question. */
function toUnresolved({ incoming, sender, consent, match, chosen }: MatchedMessage): UnresolvedMessage {
  const [userKey, address] = [sender.userKey, addressOfIdentity(incoming.sender) ?? ''];
  const message = newIncomingMessage(incoming, { userKey, address, request: null, referencedTurn: null });
  return { message, match: consent === 'out' && match.kind !== 'request' ? NO_MATCH : match, chosen };
}

/** Decides which request each message answers and what to write for it, in the order in which they were sent. */
export async function decideMessages(
  deps: Pick<Deps, 'log' | 'now' | 'openRuns'>,
  wave: Incoming[],
  context: MatchContext,
): Promise<InboundWrite[]> {
  const recognised = wave.map((incoming) => matchIncoming(incoming, context));
  const resolved = await resolveMatches(deps, context, recognised.map(toUnresolved));
  return recognised.map((each, i) => decide(each, context, resolved[i] as ResolvedMessage));
}
