import type { MESSAGE_STATUSES } from '../flows/statuses';

/** The order in which the statuses of a message happen. A failure is final unless the message was delivered after all. */
export const MESSAGE_STATUS_RANKS: Record<(typeof MESSAGE_STATUSES)[number], number> = {
  received: 0,
  pending: 0,
  accepted: 1,
  sent: 2,
  failed: 3,
  delivered: 4,
  read: 5,
  played: 6,
};

/** Compares statuses by MESSAGE_STATUS_RANKS. An unknown status comes first. */
export const compareMessageStatuses = (a: string, b: string): number => rankOf(a) - rankOf(b);

const rankOf = (status: string): number => (MESSAGE_STATUS_RANKS as Record<string, number>)[status] ?? -1;
