import { isId } from '../../../shared/crypto/ids';
import type { JsonObject } from '../../../shared/json/json';
import { objectsIn, stringOrNull } from '../../../shared/json/read-json';
import { identityOf } from '../../customers/identity';
import { profileNameOf } from '../../customers/profile-name';
import { eventTime } from '../../events/event-time';
import { rawEvent } from '../../events/raw-event';
import type { WebhookEvent } from '../../inbound-event';
import { isChangeOfMessage, isSignal } from '../../messages/answering-kinds';
import { searchWordsOf } from '../../messages/search-words-of';
import { wamidOf } from '../../messages/wamid-of';
import { findCustomer } from './find-customer';
import { newEchoMessage } from './new-echo-message';
import { type ThreadDeps, writeThread } from './write-thread';

/** Our own sends carry our id of their message. */
const isOurs = ({ biz_opaque_callback_data: data }: JsonObject): boolean => isId('msg', stringOrNull(data) ?? '');

/**
 * Applies messages that a person has sent in the WhatsApp app of the phone: each is shown in its conversation, and the person
 * owns it from then on, unless somebody has given it back since. A reaction, an edit and a deletion are only shown. Returns
 * false if there was none.
 */
export async function applyEchoes(deps: ThreadDeps, event: WebhookEvent, value: JsonObject): Promise<boolean> {
  let isApplied = false;
  for (const echo of objectsIn(value.message_echoes)) {
    const contact = objectsIn(value.contacts)[0] ?? null;
    const at = eventTime(echo.timestamp, event.received_at);
    const identity = identityOf([echo.to, echo.to_user_id, contact?.wa_id, contact?.user_id]);
    const customer = wamidOf(echo.id) === null || isOurs(echo) ? null : await findCustomer(deps, event, identity, at);
    if (customer === null) continue;
    const { names, address: _address, ...conversation } = customer;
    // Only the phone app's own field is known to hold no message of ours: its id is known once Meta's response is stored.
    if (event.field === 'message_echoes' && (await deps.threads.isSending(conversation, deps.now()))) {
      throw new Error('A send to the customer of an echo is under way');
    }
    const message = newEchoMessage(customer, { echo, at, receivedAt: event.received_at });
    const { kind } = message;
    const name = profileNameOf(contact);
    await writeThread(deps, {
      ...conversation,
      name,
      names,
      at,
      message,
      event: rawEvent(event, 'applied', conversation.userKey),
      isShownLast: !isChangeOfMessage(kind),
      words: searchWordsOf({ name, userKey: conversation.userKey, message }),
      change: isSignal(kind) || kind === 'reaction' ? null : { owner: 'person', detail: {} },
    });
    isApplied = true;
  }
  return isApplied;
}
