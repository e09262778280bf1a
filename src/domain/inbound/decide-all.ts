import type { NamePair } from '../../db/customer-names';
import type { InboundWrite } from '../../db/inbound-messages';
import { HELD_MS, HELD_STEP } from '../../shared/list-question';
import { addressOf, isPhoneName } from '../customers/identity';
import { pairsOf } from '../customers/pairs-in-events';
import { isRepeated, type Known, type Sender, whoWrote } from '../customers/whose-message';
import { consentOf } from '../messages/consent-of';
import { type Incoming, isForUs } from '../messages/read-incoming';
import type { Deps } from '../ports';
import { chosenBy } from '../replies/list-question/chosen-by';
import { type MessageMatch, matchMessage, type Owner } from '../replies/match-message';
import { type Settled, settleMatches, type Unsettled } from '../replies/settle-matches';
import { messageOf } from './incoming-message';
import { rawEvent } from './raw-event';

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** The names of a customer that are known together: from then on each finds them. */
function namePairsOf({ event, sender: { phone, userId }, at }: Incoming, owner: Owner | null): NamePair[] {
  const learnt = phone === null && owner !== null && isPhoneName(owner.address) ? owner.address : phone;
  return pairsOf(event.account_id, { phone: learnt, userId }, at);
}

type Recognised = {
  incoming: Incoming;
  sender: Sender;
  consent: ReturnType<typeof consentOf>;
  match: MessageMatch;
  /** The request that the customer means, where they choose a row of our list question or type it. */
  chosen: string | null;
};

const NOBODY: MessageMatch = { kind: 'nobody', beside: null, namedTurn: null, starts: false };

function recognise(incoming: Incoming, known: Known): Recognised {
  const { event, channelId, said, payload, named, at } = incoming;
  const accountId = event.account_id;
  const sender = whoWrote(known, accountId, incoming.sender, at) as Sender;
  const isReaction = said.reacts;
  if (!isForUs(incoming) || !(said.answers || isReaction)) {
    return { incoming, sender, consent: null, match: NOBODY, chosen: null };
  }
  const words = known.accounts.find((account) => account.accountId === accountId);
  const plain = said.kind === 'text' || said.payload ? text(said.content.text) : null;
  const consent = consentOf([plain, payload?.id ?? null], words ?? { optOutWords: [], optInWords: [] });
  const asked = { accountId, channelId, sender, at, payload, named, isReaction };
  const row = consent === null || payload !== null ? chosenBy(incoming, known) : null;
  const match = matchMessage(known, asked);
  if (row === null) return { incoming, sender, consent, match, chosen: null };
  // A row of our question is no answer itself: it says which request the answers are for that are held.
  const meant = matchMessage(known, { ...asked, payload: { requestId: row, value: '' }, named: null });
  const chosen = meant.kind === 'request' ? row : null;
  const isTap = payload !== null;
  return { incoming, sender, consent, match: chosen === null && !isTap ? match : NOBODY, chosen };
}

function decide(recognised: Recognised, known: Known, settled: Settled): InboundWrite {
  const { incoming, sender: first, consent } = recognised;
  const { owner, namedTurn, question, started, choice } = settled;
  const { event, channelId, wamid, at, said } = incoming;
  const accountId = event.account_id;
  // Known by a user id only until now: the phone number at which the request writes to them is theirs.
  const phoneLearnt =
    incoming.sender.phone === null && owner !== null && !first.names.includes(owner.address) ? owner.address : null;
  const sender =
    phoneLearnt === null
      ? first
      : (whoWrote(known, accountId, { phone: phoneLearnt, userId: incoming.sender.userId }, at) ?? first);
  const userKey = owner?.userKey ?? sender.userKey;
  // A STOP is no answer to any question: the wait that is open ends by the opt-out itself.
  const message = messageOf(incoming, {
    userKey,
    address: addressOf(incoming.sender) ?? '',
    owner: consent === 'out' ? null : owner,
    namedTurn,
  });
  return {
    message: question === null ? message : { ...message, step: HELD_STEP },
    event: rawEvent(event, 'applied', userKey),
    sender: incoming.sender,
    names: isRepeated(known, event) ? [] : namePairsOf(incoming, owner),
    conversation:
      said.opensWindow && isForUs(incoming)
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
    choice: choice === null ? null : { ...choice, since: at - HELD_MS },
    isRematch: event.rematch === true,
  };
}

/** What must be settled of a message; a STOP answers no question: the wait that is open ends by the opt-out itself. */
function unsettledOf({ incoming, sender, consent, match, chosen }: Recognised): Unsettled {
  const [userKey, address] = [sender.userKey, addressOf(incoming.sender) ?? ''];
  const message = messageOf(incoming, { userKey, address, owner: null, namedTurn: null });
  return { message, match: consent === 'out' && match.kind !== 'request' ? NOBODY : match, chosen };
}

/** Decides which request each message answers, in the order in which they were written. */
export async function decideAll(deps: Deps, wave: Incoming[], known: Known): Promise<InboundWrite[]> {
  const recognised = wave.map((incoming) => recognise(incoming, known));
  const settled = await settleMatches(deps, known, recognised.map(unsettledOf));
  return recognised.map((each, i) => decide(each, known, settled[i] as Settled));
}
