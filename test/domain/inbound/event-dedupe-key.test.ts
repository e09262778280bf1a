import { expect, test } from 'vitest';
import { eventDedupeKey } from '../../../src/domain/inbound/event-dedupe-key';
import type { WebhookEvent } from '../../../src/domain/inbound-event';

type Named = Pick<WebhookEvent, 'type' | 'channel_id' | 'waba_id' | 'field' | 'value'>;
const keyOf = (event: Partial<Named>): Promise<string> =>
  eventDedupeKey({ type: 'status', channel_id: 'chn_1', waba_id: '1', field: 'messages', value: {}, ...event });
const sent = { id: 'wamid.A', status: 'sent', timestamp: '1' };

test.each<[string, Partial<Named>, Partial<Named>]>([
  ['a status that is repeated with another time', { value: sent }, { value: { ...sent, timestamp: '2' } }],
  [
    'a message that is repeated with other content',
    { type: 'message', value: { id: 'wamid.A', text: 'a' } },
    { type: 'message', value: { id: 'wamid.A', text: 'b' } },
  ],
  [
    'the same change of an account',
    { type: 'account', value: { event: 'x' } },
    { type: 'account', value: { event: 'x' } },
  ],
])('%s is one event', async (_, one, other) => {
  expect(await keyOf(one)).toBe(await keyOf(other));
});

test.each<[string, Partial<Named>, Partial<Named>]>([
  ['two statuses of a message', { value: sent }, { value: { ...sent, status: 'read' } }],
  ['the statuses of two messages', { value: sent }, { value: { ...sent, id: 'wamid.B' } }],
  ['the statuses of two numbers', { value: sent }, { value: sent, channel_id: 'chn_2' }],
  ['a message and its status', { type: 'message', value: sent }, { value: sent }],
  [
    'two statuses without an id',
    { value: { status: 'sent', timestamp: '1' } },
    { value: { status: 'sent', timestamp: '2' } },
  ],
  [
    'two statuses that are no words',
    { value: { ...sent, status: 'a b' } },
    { value: { ...sent, status: 'a b', timestamp: '2' } },
  ],
  [
    'two statuses that are no texts',
    { value: { ...sent, status: 1 } },
    { value: { ...sent, status: 1, timestamp: '2' } },
  ],
  [
    'two changes of an account with one id',
    { type: 'account', value: { ...sent } },
    { type: 'account', value: { ...sent, timestamp: '2' } },
  ],
  ['the same change in two fields', { type: 'account' }, { type: 'account', field: 'account_update' }],
  [
    'the same change of two accounts',
    { type: 'account', channel_id: null },
    { type: 'account', channel_id: null, waba_id: '2' },
  ],
])('%s are two events', async (_, one, other) => {
  expect(await keyOf(one)).not.toBe(await keyOf(other));
});
