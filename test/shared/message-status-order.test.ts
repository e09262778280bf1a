import { expect, test } from 'vitest';
import { statusesInOrder } from '../../src/domain/messages/statuses-in-order';
import { compareMessageStatuses } from '../../src/shared/messages/message-status-order';

test('a failure comes after the send and before a delivery, which shows that the message arrived after all', () => {
  const statuses = ['played', 'failed', 'delivered', 'accepted', 'read', 'sent', 'unknown'];
  expect(statuses.toSorted(compareMessageStatuses)).toEqual([
    'unknown',
    'accepted',
    'sent',
    'failed',
    'delivered',
    'read',
    'played',
  ]);
});

test('statuses of one second are listed in the order in which they happen, others by time', () => {
  const row = { messageId: 'msg_1', accountId: 'acc_1', detail: {} };
  const rows = [
    { ...row, status: 'delivered', at: 2_000 },
    { ...row, status: 'failed', at: 2_900 },
    { ...row, status: 'read', at: 1_999 },
    { ...row, messageId: 'msg_2', status: 'sent', at: 1_000 },
  ];
  expect(statusesInOrder(rows, 'msg_1').map(({ status }) => status)).toEqual(['read', 'failed', 'delivered']);
});
