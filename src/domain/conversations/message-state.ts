import type { Message } from '../../db/messages/messages';

/** The states of a message in a conversation's stream. */
export const STREAM_STATES = ['queued', 'sent', 'delivered', 'read', 'failed', 'unsure', 'received'] as const;
type StreamState = (typeof STREAM_STATES)[number];

/** A flow's message whose response was lost is settled by a status; after this time it is shown as unsure. */
const UNSURE_AFTER_MS = 60_000;

type StateFacts = Pick<Message, 'direction' | 'status' | 'callStartedAt' | 'sendDueAt' | 'clientId' | 'author'>;

/** Whether a call to Meta has begun whose result is lost. */
function isUnsure({ callStartedAt, sendDueAt, clientId, author }: StateFacts, now: number): boolean {
  if (callStartedAt === null) return false;
  const isByFlow = clientId === null && !author?.includes(':');
  return isByFlow ? callStartedAt < now - UNSURE_AFTER_MS : sendDueAt === null || sendDueAt < now;
}

/** Returns the state of a message in the stream at `now` (epoch ms). */
export function streamStateOf(message: StateFacts, now: number): StreamState {
  const { direction, status } = message;
  if (direction === 'in') return 'received';
  if (status === 'pending') return isUnsure(message, now) ? 'unsure' : 'queued';
  if (status === 'accepted') return 'sent';
  return status === 'played' ? 'read' : status;
}
