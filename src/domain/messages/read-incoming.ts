import { isJsonObject } from '../../shared/json';
import { textOrNull } from '../../shared/read-json';
import { type Identity, readIdentityChange, senderOf, userKeyOfAddress } from '../customers/identity';
import { eventTime } from '../events/event-time';
import type { WebhookEvent } from '../inbound-event';
import { contentOf, type MessageContent } from './message-content';
import { readPayload } from './payload-id';
import { wamidOf } from './wamid-of';

/** A customer's message as far as it says of itself what it is. */
export type Incoming = {
  event: WebhookEvent;
  channelId: string;
  wamid: string;
  sender: Identity;
  body: MessageContent;
  /** What the button or row carries: its plain id, and the request. */
  payload: { requestId: string | null; id: string; value: string } | null;
  /** The message that it quotes or presses a button of. */
  quotedWamid: string | null;
  /** The same, or the message that it reacts to. */
  referencedWamid: string | null;
  identityChange: ReturnType<typeof readIdentityChange>;
  at: number;
};

/** Reads a message; null where it has no id or no sender that could be known. */
export function readIncoming(event: WebhookEvent): Incoming | null {
  const { value, channel_id: channelId } = event;
  const wamid = wamidOf(value.id);
  const renaming = readIdentityChange(value);
  const sender = senderOf(value, event.contact);
  const known = sender.phone ?? sender.userId ?? renaming?.from[0] ?? null;
  if (channelId === null || wamid === null || known === null) return null;
  const said = contentOf(value);
  const { context } = value;
  const answered = isJsonObject(context) ? wamidOf(context.id) : null;
  return {
    event,
    channelId,
    wamid,
    sender,
    body: said,
    payload: said.payload === null ? null : { ...readPayload(said.payload.value), value: said.payload.value },
    quotedWamid: answered,
    referencedWamid: said.isReaction ? wamidOf(said.content.reacted_to) : answered,
    identityChange: renaming,
    at: eventTime(value.timestamp, event.received_at),
  };
}

/** Every name by which it speaks of its customer, a number both as WhatsApp and as everybody else writes it. */
export function aliasesOf({ sender, identityChange: renaming }: Incoming): string[] {
  const names = [
    sender.phone,
    sender.userId,
    ...(renaming?.from ?? []),
    renaming?.to.phone,
    renaming?.to.userId,
  ].filter((name): name is string => typeof name === 'string');
  return [...new Set([...names, ...names.map((name) => userKeyOfAddress(name).replace(/^\+/, ''))])];
}

export const groupOf = ({ event }: Incoming): string | null => textOrNull(event.value.group_id);

/** In a group everybody reads along: what is said there is kept and answers nothing. */
export const isDirectMessage = (incoming: Incoming): boolean => groupOf(incoming) === null;
