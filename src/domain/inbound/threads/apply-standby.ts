import type { JsonObject } from '../../../shared/json/json';
import { objectOrEmpty, objectsIn } from '../../../shared/json/read-json';
import { THREAD_IDLE_MS, threadOrder } from '../../../shared/messages/thread-order';
import { identityOf, senderOf, statusRecipientOf } from '../../customers/identity';
import { profileNameOf } from '../../customers/profile-name';
import { eventTime } from '../../events/event-time';
import { rawEvent } from '../../events/raw-event';
import type { WebhookEvent } from '../../inbound-event';
import { findCustomer } from './find-customer';
import { type ThreadDeps, writeThread } from './write-thread';

/**
 * Applies what Meta sends of a thread that another app controls: that app owns the conversation. Its messages and the customer's
 * are stored raw only; they answer and start nothing. Returns false if there was nothing.
 */
export async function applyStandby(deps: ThreadDeps, event: WebhookEvent, value: JsonObject): Promise<boolean> {
  const standby = objectOrEmpty(value.standby);
  const [contact = null] = objectsIn(standby.contacts);
  const seen = [
    ...objectsIn(standby.messages).map((item) => ({ item, identity: senderOf(item, contact), isCustomers: true })),
    ...objectsIn(standby.message_echoes).map((item) => {
      const identity = identityOf([objectOrEmpty(item.message).to, contact?.wa_id, contact?.user_id]);
      return { item, identity, isCustomers: false };
    }),
    ...objectsIn(standby.statuses).map((item) => {
      return { item, identity: statusRecipientOf(item, contact), isCustomers: false };
    }),
  ];
  let isApplied = false;
  for (const { item, identity, isCustomers } of seen) {
    const at = eventTime(item.timestamp, event.received_at);
    const customer = await findCustomer(deps, event, identity, at);
    if (customer === null) continue;
    const { names, address: _address, ...conversation } = customer;
    await writeThread(deps, {
      ...conversation,
      name: profileNameOf(contact),
      names,
      at,
      event: rawEvent(event, 'applied', conversation.userKey),
      message: null,
      isShownLast: false,
      words: [],
      change: {
        owner: 'other_app',
        order: threadOrder(at, 'standby'),
        idleAt: at + THREAD_IDLE_MS,
        isExtended: isCustomers,
        isTakenByMessage: false,
        detail: { reason: 'standby' },
      },
    });
    isApplied = true;
  }
  return isApplied;
}
