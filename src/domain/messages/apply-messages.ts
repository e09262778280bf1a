import type { InboundWrite } from '../../db/inbound-messages';
import type { Message } from '../../db/messages';
import { newId } from '../../shared/ids';
import { isJsonObject, type JsonObject } from '../../shared/json';
import type { Deps } from '../ports';
import { startRequests } from '../requests/start-requests';
import { consentOf } from './consent-of';
import { eventTime } from './event-time';
import { addressOf, type Identity, keyOf, renamingOf, senderOf } from './identity';
import type { InboundEvent, WebhookEvent } from './inbound-event';
import { contentOf, type MessageContent } from './message-content';
import { readPayload } from './payload-id';
import { chosenRequest } from './question/choice-id';
import { HELD_STEP } from './question/question-of';
import { rawEvent } from './raw-event';
import { type Settled, settleWhose } from './settle-whose';
import { wamidOf } from './wamid-of';
import { type Known, type Owner, type Sender, type Whose, whoseMessage, whoWrote } from './whose-message';

/** Past this the sweeper sees to it that a file is fetched. */
const MEDIA_GRACE_MS = 60_000;
/** So long a reply is held for the customer to say whose it is. */
const HELD_MS = 86_400_000;

type Incoming = {
  event: WebhookEvent;
  channelId: string;
  wamid: string;
  sender: Identity;
  said: MessageContent;
  /** The plain id of the button or row, and the request that its payload carries. */
  payload: { requestId: string | null; id: string } | null;
  answered: string | null;
  renaming: ReturnType<typeof renamingOf>;
  at: number;
};

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

function read(event: WebhookEvent): Incoming | null {
  const { value, channel_id: channelId } = event;
  const wamid = wamidOf(value.id);
  const renaming = renamingOf(value);
  const sender = senderOf(value, event.contact);
  const known = sender.phone ?? sender.userId ?? renaming?.from[0] ?? null;
  if (channelId === null || wamid === null || known === null) return null;
  const said = contentOf(value);
  const { context } = value;
  return {
    event,
    channelId,
    wamid,
    sender,
    said,
    payload: said.payload === null ? null : readPayload(said.payload.value),
    answered: isJsonObject(context) ? wamidOf(context.id) : null,
    renaming,
    at: eventTime(value.timestamp, event.received_at),
  };
}

const namesOf = ({ sender, renaming }: Incoming): string[] =>
  [sender.phone, sender.userId, ...(renaming?.from ?? []), renaming?.to.phone, renaming?.to.userId].filter(
    (name): name is string => typeof name === 'string',
  );

/** In a group everybody reads along: what is said there is kept and answers nothing. */
const inGroup = ({ event }: Incoming): boolean => text(event.value.group_id) !== null;

const answersOf = (incoming: Incoming): boolean => incoming.said.answers && !inGroup(incoming);

function messageOf(incoming: Incoming, userKey: string, address: string, owner: Owner | null): Message {
  const { event, channelId, wamid, said, payload, answered, at } = incoming;
  const content: JsonObject = {
    ...said.content,
    button: said.payload?.from === 'button' ? (payload?.id ?? null) : null,
    list: said.payload?.from === 'list' ? (payload?.id ?? null) : null,
    ...(answered === null ? {} : { answers: answered }),
    ...(inGroup(incoming) ? { group_id: text(event.value.group_id) } : {}),
  };
  return {
    messageId: newId('msg'),
    accountId: event.account_id,
    channelId,
    direction: 'in',
    userKey,
    address,
    wamid,
    requestId: owner?.requestId ?? null,
    step: null,
    visit: null,
    kind: said.kind,
    content,
    status: 'received',
    category: null,
    callAt: null,
    media: said.media,
    mediaDueAt: said.media === null ? null : event.received_at + MEDIA_GRACE_MS,
    createdAt: at,
    updatedAt: event.received_at,
  };
}

/** Meta repeats for days: what was applied says nothing new of a customer, whose names may have moved on since. */
const isRepeated = ({ applied }: Known, { account_id: accountId, cause }: WebhookEvent): boolean =>
  applied.some((row) => row.accountId === accountId && row.cause === cause);

/** A change of number or user id: the customer stays who they are, and their new names mean them from now on. */
function renamed(incoming: Incoming, known: Known, renaming: NonNullable<Incoming['renaming']>) {
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
    message: messageOf(incoming, userKey, address, null),
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

/** Both names of a customer, where both are known: from then on either finds them. */
function aliasesOf({ event, sender: { phone, userId }, at }: Incoming, { userKey }: Sender, owner: Owner | null) {
  const learnt = phone === null && owner !== null && /^\d+$/.test(owner.address) ? owner.address : phone;
  if (learnt === null || userId === null) return [];
  return [learnt, userId].map((alias) => ({ accountId: event.account_id, alias, userKey, createdAt: at }));
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
  const first = whoWrote(known, accountId, incoming.sender) as Sender;
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
      : (whoWrote(known, accountId, { phone: phoneLearnt, userId: incoming.sender.userId }) ?? first);
  const userKey = owner?.userKey ?? sender.userKey;
  // A STOP is no answer to any question: the wait that is open ends by the opt-out itself.
  const message = messageOf(incoming, userKey, addressOf(incoming.sender) ?? '', consent === 'out' ? null : owner);
  return {
    message: question === null ? message : { ...message, step: HELD_STEP },
    event: rawEvent(event, 'applied', userKey),
    aliases: isRepeated(known, event) ? [] : aliasesOf(incoming, sender, owner),
    conversation: answersOf(incoming)
      ? { channelId, userKey: sender.userKey, accountId, lastInboundAt: at, lastWamid: wamid }
      : null,
    renamedFrom: null,
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
  };
}

/** Decides whose each message is, in the order in which they were written. */
async function decideAll(deps: Deps, wave: Incoming[], known: Known): Promise<InboundWrite[]> {
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

/** What is still to be done for a message, in its own time: its file fetched, the customer asked whose it is. */
const furtherWork = ({ message, question }: InboundWrite): InboundEvent[] => [
  ...(message.media === null
    ? []
    : [{ type: 'media' as const, account_id: message.accountId, message_id: message.messageId }]),
  ...(question?.requestId
    ? [{ type: 'question' as const, account_id: question.accountId, request_id: question.requestId }]
    : []),
];

async function applyWave(deps: Deps, wave: Incoming[]): Promise<void> {
  if (wave.length === 0) return;
  const known = await deps.inboundMessages.findWhose(
    wave.map((incoming) => ({
      accountId: incoming.event.account_id,
      channelId: incoming.channelId,
      names: namesOf(incoming),
      requestId: incoming.payload?.requestId ?? null,
      answered: incoming.answered,
      cause: incoming.event.cause,
    })),
  );
  const renamings = wave.flatMap((incoming) =>
    incoming.renaming === null ? [] : [renamed(incoming, known, incoming.renaming)],
  );
  const rest = wave.filter(({ renaming }) => renaming === null);
  const writes = [...renamings, ...(await decideAll(deps, rest, known))];
  const waits = await deps.inboundMessages.write(writes, deps.now());
  await Promise.all(waits.map(({ requestId, openWait }) => deps.engine.wake(requestId, openWait)));
  await startRequests(
    deps,
    writes.flatMap(({ started }) => started),
  );
  await deps.queueInbound(writes.flatMap(furtherWork));
}

/** Who changes their number twice changes it one time after the other. */
function wavesOf(renamings: Incoming[]): Incoming[][] {
  const waves: Incoming[][] = [];
  let renamed = new Set<string>();
  for (const incoming of renamings) {
    const names = namesOf(incoming);
    const last = waves.at(-1);
    if (last && !names.some((name) => renamed.has(name))) last.push(incoming);
    else {
      waves.push([incoming]);
      renamed = new Set();
    }
    for (const name of names) renamed.add(name);
  }
  return waves;
}

/**
 * Applies customers' messages, each once per Meta's id: keeps them, gives each to the request it answers, wakes that
 * request, starts what waits for a message that nobody waits for, and does what an opt-out or a change of number means. Repeating it wakes again and writes nothing, so that a
 * wake-up lost with a crash is made up for. What has no id or no sender is kept raw.
 */
export async function applyMessages(deps: Deps, events: WebhookEvent[]): Promise<void> {
  const all = events.map((event) => ({ event, incoming: read(event) }));
  const strange = all.filter(({ incoming }) => incoming === null);
  const incoming = all.flatMap((each) => (each.incoming ? [each.incoming] : [])).toSorted((a, b) => a.at - b.at);
  await deps.inboundEvents.keep(
    strange.map(({ event }) => rawEvent(event, 'kept', keyOf(senderOf(event.value, event.contact)))),
  );
  // A new name first: what is written under it belongs to who had the old one.
  for (const wave of wavesOf(incoming.filter(({ renaming }) => renaming !== null))) await applyWave(deps, wave);
  await applyWave(
    deps,
    incoming.filter(({ renaming }) => renaming === null),
  );
}
