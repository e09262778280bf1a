import { isJsonObject } from '../../shared/json/json';
import { textOrNull } from '../../shared/json/read-json';
import { type Identity, readIdentityChange, senderOf, userKeyOfAddress } from '../customers/identity';
import { eventTime } from '../events/event-time';
import type { WebhookEvent } from '../inbound-event';
import { contentOf, type MessageContent } from './message-content';
import { readPayload } from './payload-id';
import { wamidOf } from './wamid-of';

/** A customer's message as read from its event. */
export type Incoming = {
  event: WebhookEvent;
  channelId: string;
  wamid: string;
  sender: Identity;
  body: MessageContent;
  /** The payload of the button or row: the request, if it names one, and the id. */
  payload: { requestId: string | null; id: string; value: string } | null;
  /** The message that it quotes, or whose button it presses. */
  quotedWamid: string | null;
  /** The same, or the message that it reacts to. */
  referencedWamid: string | null;
  identityChange: ReturnType<typeof readIdentityChange>;
  at: number;
};

/** Reads a message; null if it has no id or no sender. */
export function readIncoming(event: WebhookEvent): Incoming | null {
  const { value, channel_id: channelId } = event;
  const wamid = wamidOf(value.id);
  const identityChange = readIdentityChange(value);
  const sender = senderOf(value, event.contact);
  const identifier = sender.phone ?? sender.userId ?? identityChange?.from[0] ?? null;
  if (channelId === null || wamid === null || identifier === null) return null;
  const body = contentOf(value);
  const { context } = value;
  const quotedWamid = isJsonObject(context) ? wamidOf(context.id) : null;
  return {
    event,
    channelId,
    wamid,
    sender,
    body,
    payload: body.payload === null ? null : { ...readPayload(body.payload.value), value: body.payload.value },
    quotedWamid,
    referencedWamid: body.isReaction ? wamidOf(body.content.reacted_to) : quotedWamid,
    identityChange,
    at: eventTime(value.timestamp, event.received_at),
  };
}

/** Returns the customer's aliases in a message; a phone number both as WhatsApp writes it and in E.164. */
export function aliasesOfSender({ sender, identityChange }: Incoming): string[] {
  const names = [
    sender.phone,
    sender.userId,
    ...(identityChange?.from ?? []),
    identityChange?.to.phone,
    identityChange?.to.userId,
  ].filter((name): name is string => typeof name === 'string');
  return [...new Set([...names, ...names.map((name) => userKeyOfAddress(name).replace(/^\+/, ''))])];
}

/** Returns the id of the group that a message was sent to; null for a message to the number itself. */
export const groupOf = ({ event }: Incoming): string | null => textOrNull(event.value.group_id);

/** Whether a message was not sent to a group; a group's messages are stored and answer no wait. */
export const isDirectMessage = (incoming: Incoming): boolean => groupOf(incoming) === null;
