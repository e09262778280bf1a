import { expect, test } from 'vitest';
import { readsReplyAddress } from '../../../src/domain/flows/steps/wait-for-reply/reads-reply-address';

const wait = { id: 'answer', do: 'wait_for_reply', timeout: '1h', save_as: 'where' };

test.each([
  '{{ reply.address.zip }}',
  '{{ where.address }}',
  "{{ reply['address']['zip'] }}",
  '{{ where["address"].zip }}',
  '{% assign a = reply %}{{ a.address.city }}',
  '{{reply.address|json}}',
])('%s reads the address of a reply', (text) => {
  expect(readsReplyAddress({ steps: [wait, { id: 'say', do: 'send_message', text }] })).toBe(true);
});

test.each([
  '{{ order.shipping_address.zip }} {{ reply.text }}',
  '{{ reply.address1 }}',
  '{{ elsewhere.address }}',
  '{{ other.address }}',
  'Il tuo address: reply',
])('%s does not', (text) => {
  expect(readsReplyAddress({ steps: [wait, { id: 'say', do: 'send_message', text, save_as: 'other' }] })).toBe(false);
});

test('a condition of a case or of a trigger can read it', () => {
  expect(readsReplyAddress({ steps: [{ ...wait, cases: [{ when: 'where.address', goto: 'x' }] }] })).toBe(true);
  expect(readsReplyAddress({ trigger: { on: 'message.received', when: 'reply.address' } })).toBe(true);
});
