import type { MessageStatusRow } from '../../db/messages';
import { compareMessageStatuses } from '../../shared/message-status-order';

/** Meta's times are whole seconds. A status in the same second has the time of its arrival, which says nothing. */
const secondOf = ({ at }: MessageStatusRow): number => Math.floor(at / 1_000);

/** Returns a message's statuses by Meta's time, and within one second in the order in which they happen. */
export const statusesInOrder = (rows: MessageStatusRow[], messageId: string): MessageStatusRow[] =>
  rows
    .filter((row) => row.messageId === messageId)
    .toSorted((a, b) => secondOf(a) - secondOf(b) || compareMessageStatuses(a.status, b.status));
