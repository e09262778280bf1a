import type { ThreadChange } from '../../../db/thread-changes';
import type { JsonObject } from '../../../shared/json';
import { objectOrEmpty, objectsIn } from '../../../shared/read-json';
import { THREAD_IDLE_MS, threadOrder } from '../../../shared/thread-order';
import { identityOf, statusRecipientOf } from '../../customers/identity';
import { profileNameOf } from '../../customers/profile-name';
import { eventTime } from '../../events/event-time';
import type { WebhookEvent } from '../../inbound-event';
import { isChangeOfMessage } from '../../messages/answering-kinds';
import { readIncoming } from '../../messages/read-incoming';
import { searchWordsOf } from '../../messages/search-words-of';
import { newIncomingMessage } from '../new-incoming-message';
import { rawEvent } from '../raw-event';
import { findCustomer, type OutsideCustomer } from './find-customer';
import { newEchoMessage } from './new-echo-message';
import { type ThreadDeps, writeThread } from './write-thread';

const lostAt = (at: number, isExtended: boolean): ThreadChange => ({
  owner: 'other_app',
  order: threadOrder(at, 'standby'),
  idleAt: at + THREAD_IDLE_MS,
  isExtended,
  isTakenByMessage: false,
  detail: { reason: 'standby' },
});

type Seen = { customer: OutsideCustomer; event: WebhookEvent; contact: JsonObject | null; at: number };

const baseOf = ({ customer, event, contact, at }: Seen) => {
  const { names, address: _address, ...conversation } = customer;
  const seenEvent = rawEvent(event, 'applied', conversation.userKey);
  return { ...conversation, name: profileNameOf(contact), names, at, event: seenEvent };
};

/** What a customer writes while another app has the thread is shown; it answers and starts nothing. */
async function showMessage(deps: ThreadDeps, event: WebhookEvent, item: JsonObject, contact: JsonObject | null) {
  const incoming = readIncoming({ ...event, value: item, contact });
  if (incoming === null) return false;
  const { at, body, sender } = incoming;
  const customer = await findCustomer(deps, event, sender, at);
  if (customer === null) return false;
  const { userKey, address } = customer;
  const made = newIncomingMessage(incoming, { userKey, address, request: null, referencedTurn: null });
  const message = { ...made, content: { ...made.content, standby: true } };
  const base = baseOf({ customer, event, contact, at });
  await writeThread(deps, {
    ...base,
    message,
    isShownLast: !isChangeOfMessage(body.kind),
    opensWindow: body.opensWindow,
    words: searchWordsOf({ name: base.name, userKey, message }),
    change: lostAt(at, body.opensWindow),
  });
  return true;
}

/** An echo in standby is the body that the other app has sent. */
async function showEcho(deps: ThreadDeps, event: WebhookEvent, item: JsonObject, contact: JsonObject | null) {
  const body = objectOrEmpty(item.message);
  const at = eventTime(item.timestamp, event.received_at);
  const customer = await findCustomer(deps, event, identityOf([body.to, contact?.wa_id, contact?.user_id]), at);
  if (customer === null) return false;
  const { biz_opaque_callback_data: _data, ...shown } = body;
  const echo = { ...shown, id: item.id ?? null };
  const message = newEchoMessage(customer, { echo, author: 'other_app', at, receivedAt: event.received_at });
  await writeThread(deps, {
    ...baseOf({ customer, event, contact, at }),
    message: message.wamid === null ? null : message,
    isShownLast: message.wamid !== null,
    opensWindow: false,
    words: [],
    change: lostAt(at, false),
  });
  return true;
}

async function seeStatus(deps: ThreadDeps, event: WebhookEvent, item: JsonObject, contact: JsonObject | null) {
  const at = eventTime(item.timestamp, event.received_at);
  const customer = await findCustomer(deps, event, statusRecipientOf(item, contact), at);
  if (customer === null) return false;
  await writeThread(deps, {
    ...baseOf({ customer, event, contact, at }),
    message: null,
    isShownLast: false,
    opensWindow: false,
    words: [],
    change: lostAt(at, false),
  });
  return true;
}

/**
 * Applies what Meta sends of a thread that another app controls: that app owns the conversation, and its messages and the
 * customer's are shown. Returns false if there was nothing.
 */
export async function applyStandby(deps: ThreadDeps, event: WebhookEvent, value: JsonObject): Promise<boolean> {
  const standby = objectOrEmpty(value.standby);
  const [contact = null] = objectsIn(standby.contacts);
  let isApplied = false;
  const steps = [
    ...objectsIn(standby.messages).map((item) => () => showMessage(deps, event, item, contact)),
    ...objectsIn(standby.message_echoes).map((item) => () => showEcho(deps, event, item, contact)),
    ...objectsIn(standby.statuses).map((item) => () => seeStatus(deps, event, item, contact)),
  ];
  for (const step of steps) isApplied = (await step()) || isApplied;
  return isApplied;
}
