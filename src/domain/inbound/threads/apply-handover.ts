import type { ThreadChange } from '../../../db/inbound/thread-changes';
import type { JsonObject } from '../../../shared/json/json';
import { isJsonObject } from '../../../shared/json/json';
import { objectOrEmpty, textOrNull } from '../../../shared/json/read-json';
import { THREAD_IDLE_MS, threadOrder } from '../../../shared/messages/thread-order';
import { identityOf } from '../../customers/identity';
import { eventTime } from '../../events/event-time';
import { rawEvent } from '../../events/raw-event';
import type { WebhookEvent } from '../../inbound-event';
import type { Deps } from '../../ports';
import { findCustomer } from './find-customer';
import { type ThreadDeps, writeThread } from './write-thread';

/** A defensive cap: Meta allows 2,000 characters of metadata. */
const MAX_TEXT_LENGTH = 4_096;
const MAX_ROLE_LENGTH = 100;
/** Meta's own agent, in today's form and in that of 2026's first months: it is never us. */
const AGENT_ROLES = ['ai_agent', 'meta_business_agent'];

/** Meta's metadata of a take that a service message has caused, which may have been one of ours. */
const TAKEN_BY_MESSAGE = /taken via service message/i;

const short = (value: unknown, length: number): string | null => textOrNull(value)?.slice(0, length) ?? null;
/** Until August 2026 metadata was JSON in a text. */
const metadataOf = (value: unknown): string | null =>
  short(isJsonObject(value) ? JSON.stringify(value) : value, MAX_TEXT_LENGTH);

/**
 * Returns the change that a handover makes; null if it is malformed. `ownRoles`: the roles of our app, if the merchant has named them. Meta tells the new owner of a pass, and the old one of a take.
 */
function changeOf(value: JsonObject, at: number, ownRoles: string[] | null): ThreadChange | null {
  const { type } = value;
  if (type !== 'control_passed' && type !== 'control_taken') return null;
  const part = objectOrEmpty(value[type]);
  const role = (name: string) => short(part[`${name}_role`] ?? part[`${name}_app_role`], MAX_ROLE_LENGTH);
  const [from, to] = [role('previous_owner'), role('new_owner')];
  const metadata = metadataOf(part.metadata);
  const summary = objectOrEmpty(objectOrEmpty(part.conversation_context).summary);
  const detail = {
    reason: type,
    ...(from === null ? {} : { from_role: from }),
    ...(to === null ? {} : { to_role: to }),
    ...(metadata === null ? {} : { metadata }),
  };
  const order = threadOrder(at, 'handover');
  const isOurs = to === null || (ownRoles === null ? !AGENT_ROLES.includes(to) : ownRoles.includes(to));
  return type === 'control_passed' && isOurs
    ? { owner: null, order, note: short(summary.text, MAX_TEXT_LENGTH), detail }
    : {
        owner: 'other_app',
        order,
        idleAt: at + THREAD_IDLE_MS,
        isExtended: true,
        isTakenByMessage: type === 'control_taken' && metadata !== null && TAKEN_BY_MESSAGE.test(metadata),
        detail,
      };
}

/** Applies a change of the app that controls a thread. Returns false if it is malformed or names no customer. */
export async function applyHandover(
  deps: ThreadDeps & Pick<Deps, 'channels'>,
  event: WebhookEvent,
  value: JsonObject,
): Promise<boolean> {
  const sender = objectOrEmpty(value.sender);
  const at = eventTime(value.timestamp, event.received_at);
  const { account_id: accountId, channel_id: channelId } = event;
  const channel = channelId === null ? undefined : await deps.channels.find(accountId, channelId);
  const change = changeOf(value, at, channel?.routingRoles ?? null);
  const phone = textOrNull(sender.phone_number)?.replace(/^\+/, '');
  const identity = identityOf([phone, sender.wa_id, sender.user_id]);
  const customer = change && (await findCustomer(deps, event, identity, at));
  if (!customer) return false;
  const { names, address: _address, ...conversation } = customer;
  await writeThread(deps, {
    ...conversation,
    name: null,
    names,
    at,
    event: rawEvent(event, 'applied', conversation.userKey),
    message: null,
    isShownLast: false,
    words: [],
    change,
  });
  return true;
}
