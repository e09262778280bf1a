import { expect, test } from 'vitest';
import { addPhoneFromPairs } from '../../../src/domain/customers/alias-pairs-in-events';
import { readIdentityChange } from '../../../src/domain/customers/identity';
import type { JsonObject } from '../../../src/shared/json/json';

test.each<[string, JsonObject, ReturnType<typeof readIdentityChange>]>([
  [
    'a new number',
    { system: { type: 'user_changed_number', wa_id: '393337654321' } },
    { from: ['393331234567'], to: { phone: '393337654321', userId: null } },
  ],
  [
    'a new user id',
    { system: { type: 'user_changed_user_id', user_id: 'IT.2', previous_user_id: 'IT.1' } },
    { from: ['393331234567', 'IT.1'], to: { phone: null, userId: 'IT.2' } },
  ],
  ['the number that they have', { system: { type: 'user_changed_number', wa_id: '393331234567' } }, null],
  ['a number without the new one', { system: { type: 'user_changed_number' } }, null],
  ['their security code', { system: { type: 'customer_identity_changed', wa_id: '393337654321' } }, null],
  ['nothing', { system: null }, null],
  ['what a text says', { type: 'text', system: { type: 'user_changed_number', wa_id: '393337654321' } }, null],
])('a customer changes %s', (_, value, change) => {
  expect(readIdentityChange({ type: 'system', from: '393331234567', ...value })).toEqual(change);
});

test('a sender without a phone number gets the latest one that belongs to their user id in the same account', () => {
  const pair = (accountId: string, name: string, address: string, at: number) => ({ accountId, name, address, at });
  const pairs = [
    pair('acc_1', 'IT.1', '391', 1),
    pair('acc_1', 'IT.1', '392', 2),
    pair('acc_1', 'IT.2', '393', 3),
    pair('acc_2', 'IT.1', '394', 4),
  ];
  expect(addPhoneFromPairs('acc_1', { phone: null, userId: 'IT.1' }, pairs)).toEqual({ phone: '392', userId: 'IT.1' });
  expect(addPhoneFromPairs('acc_1', { phone: '390', userId: 'IT.1' }, pairs).phone).toBe('390');
  expect(addPhoneFromPairs('acc_1', { phone: null, userId: 'IT.3' }, pairs).phone).toBeNull();
});
