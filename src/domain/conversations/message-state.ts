import type { Message } from '../../db/messages';

/** The states of a message in a conversation's stream. */
export const STREAM_STATES = ['queued', 'sent', 'delivered', 'read', 'failed', 'unsure', 'received'] as const;
type StreamState = (typeof STREAM_STATES)[number];

/** A message whose response was lost is settled by a status; after this time it is shown as unsure. */
const UNSURE_AFTER_MS = 60_000;

export function streamStateOf(
  { direction, status, callStartedAt }: Pick<Message, 'direction' | 'status' | 'callStartedAt'>,
  now: number,
): StreamState {
  if (direction === 'in') return 'received';
  if (status === 'pending')
    return callStartedAt !== null && callStartedAt < now - UNSURE_AFTER_MS ? 'unsure' : 'queued';
  if (status === 'accepted') return 'sent';
  return status === 'played' ? 'read' : status;
}
