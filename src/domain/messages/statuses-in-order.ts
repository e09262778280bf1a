import type { MessageStatusRow } from '../../db/messages/messages';
import { compareMessageStatuses } from '../../shared/messages/message-status-order';

/** Meta's times are whole seconds. A status in the same second has the time of its arrival, which says nothing. */
const secondOf = ({ at }: Pick<MessageStatusRow, 'at'>): number => Math.floor(at / 1_000);

/** Returns a message's statuses by Meta's time, and within one second in the order in which they happen. */
export const statusesInOrder = <Row extends Pick<MessageStatusRow, 'messageId' | 'status' | 'at'>>(
  rows: Row[],
  messageId: string,
): Row[] =>
  rows
    .filter((row) => row.messageId === messageId)
    .toSorted((a, b) => secondOf(a) - secondOf(b) || compareMessageStatuses(a.status, b.status));
