import { isJsonObject } from '../../shared/json';
import { eventTime } from './event-time';
import { type Identity, renamingOf, senderOf } from './identity';
import type { WebhookEvent } from './inbound-event';
import { contentOf, type MessageContent } from './message-content';
import { readPayload } from './payload-id';
import { wamidOf } from './wamid-of';

/** A customer's message as far as it says of itself what it is. */
export type Incoming = {
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

/** Reads a message; null where it has no id or no sender that could be known. */
export function readIncoming(event: WebhookEvent): Incoming | null {
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

/** Every name by which it speaks of its customer. */
export const namesOf = ({ sender, renaming }: Incoming): string[] =>
  [sender.phone, sender.userId, ...(renaming?.from ?? []), renaming?.to.phone, renaming?.to.userId].filter(
    (name): name is string => typeof name === 'string',
  );

export const groupOf = ({ event }: Incoming): string | null => text(event.value.group_id);

/** In a group everybody reads along: what is said there is kept and answers nothing. */
export const answersOf = (incoming: Incoming): boolean => incoming.said.answers && groupOf(incoming) === null;
