import type { MessageStatusRow } from '../../db/messages';
import { MESSAGE_STATUSES } from '../../shared/statuses';

/** Meta tells whole seconds: what comes within one has the time at which it came here, which says nothing. */
const secondOf = ({ at }: MessageStatusRow): number => Math.floor(at / 1_000);

/** A message's statuses as they came to pass: by Meta's time, and of the same second in their own order. */
export const statusesInOrder = (rows: MessageStatusRow[], messageId: string): MessageStatusRow[] =>
  rows
    .filter((row) => row.messageId === messageId)
    .toSorted(
      (a, b) =>
        secondOf(a) - secondOf(b) ||
        MESSAGE_STATUSES.findIndex((s) => s === a.status) - MESSAGE_STATUSES.findIndex((s) => s === b.status),
    );
