import type { InboundWrite } from '../../db/inbound-messages';
import type { Deps } from '../ports';
import { consentOf } from './consent-of';
import { addressOf } from './identity';
import { messageOf } from './incoming-message';
import { chosenRequest } from './question/choice-id';
import { HELD_STEP } from './question/question-of';
import { rawEvent } from './raw-event';
import { answersOf, type Incoming } from './read-incoming';
import { type Settled, settleWhose } from './settle-whose';
import { isRepeated, type Known, type Owner, type Sender, type Whose, whoseMessage, whoWrote } from './whose-message';

/** So long a reply is held for the customer to say whose it is. */
const HELD_MS = 86_400_000;

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Both names of a customer, where both are known: from then on either finds them. */
function namePairsOf({ event, sender: { phone, userId }, at }: Incoming, owner: Owner | null) {
  const learnt = phone === null && owner !== null && /^\d+$/.test(owner.address) ? owner.address : phone;
  return learnt === null || userId === null ? [] : [{ accountId: event.account_id, of: learnt, name: userId, at }];
}

type Recognised = {
  incoming: Incoming;
  sender: Sender;
  consent: ReturnType<typeof consentOf>;
  whose: Whose;
  /** The request for which the customer chose a row of our question. */
  chosen: string | null;
};

function recognise(incoming: Incoming, known: Known): Recognised {
  const { event, channelId, said, payload, answered } = incoming;
  const accountId = event.account_id;
  const first = whoWrote(known, accountId, incoming.sender, incoming.at) as Sender;
  const words = known.accounts.find((account) => account.accountId === accountId);
  const answers = answersOf(incoming);
  const plain = said.kind === 'text' || said.payload ? text(said.content.text) : null;
  const consent = answers
    ? consentOf([plain, payload?.id ?? null], words ?? { optOutWords: [], optInWords: [] })
    : null;
  const asked = { accountId, channelId, sender: first, carried: payload?.requestId ?? null, answered };
  const row = chosenRequest(payload?.id ?? null);
  const named = row === null ? null : whoseMessage(known, { ...asked, carried: row });
  const chosen = named?.kind === 'request' && named.owner.requestId === row ? row : null;
  // A row of our question is no answer itself: it says whose the answers are that are held.
  const whose: Whose = answers && row === null ? whoseMessage(known, asked) : { kind: 'nobody', ended: null };
  return { incoming, sender: first, consent, whose, chosen };
}

function decide(recognised: Recognised, known: Known, { owner, question, started }: Settled): InboundWrite {
  const { incoming, sender: first, consent, chosen } = recognised;
  const { event, channelId, wamid, at } = incoming;
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
  const message = messageOf(incoming, userKey, addressOf(incoming.sender) ?? '', consent === 'out' ? null : owner);
  return {
    message: question === null ? message : { ...message, step: HELD_STEP },
    event: rawEvent(event, 'applied', userKey),
    sender: incoming.sender,
    names: isRepeated(known, event) ? [] : namePairsOf(incoming, owner),
    conversation: answersOf(incoming)
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
    choice: chosen === null ? null : { requestId: chosen, heldStep: HELD_STEP, since: at - HELD_MS },
    isLearnt: event.is_learnt === true,
  };
}

/** Decides whose each message is, in the order in which they were written. */
export async function decideAll(deps: Deps, wave: Incoming[], known: Known): Promise<InboundWrite[]> {
  const recognised = wave.map((incoming) => recognise(incoming, known));
  const settled = await settleWhose(
    deps,
    known,
    recognised.map(({ incoming, sender, consent, whose }) => ({
      message: messageOf(incoming, sender.userKey, addressOf(incoming.sender) ?? '', null),
      whose,
      answers: answersOf(incoming) && consent !== 'out' && chosenRequest(incoming.payload?.id ?? null) === null,
    })),
  );
  return recognised.map((each, i) => decide(each, known, settled[i] as Settled));
}
