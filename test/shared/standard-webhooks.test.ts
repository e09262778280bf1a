import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { base64Encode } from '../../src/shared/crypto/encoding';
import { isWebhookSecret, newWebhookSecret, signWebhook } from '../../src/shared/crypto/standard-webhooks';

const secretOf = (bytes: number) => `whsec_${base64Encode(new Uint8Array(bytes).fill(7))}`;

test('the reference library produces the same signature for any body and length of secret', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 24, maxLength: 64 }),
      fc.string({ unit: 'binary' }),
      fc.integer({ min: 0, max: 4_000_000_000 }),
      async (key, body, timestamp) => {
        const secret = `whsec_${base64Encode(key)}`;
        const headers = await signWebhook({ id: 'psh_1', timestamp, body, secrets: [secret] });
        expect(headers).toEqual({
          'webhook-id': 'psh_1',
          'webhook-timestamp': String(timestamp),
          'webhook-signature': new Webhook(secret).sign('psh_1', new Date(timestamp * 1_000), body),
        });
      },
    ),
  );
});

test('during a rotation a merchant can verify with the new secret and with the old one', async () => {
  const [now, before, other] = [newWebhookSecret(), newWebhookSecret(), newWebhookSecret()];
  const body = '{"variables":{"città":"Forlì"}}';
  const timestamp = Math.floor(Date.now() / 1_000);
  const headers = await signWebhook({ id: 'psh_1', timestamp, body, secrets: [now, before] });
  expect(headers['webhook-signature']).toMatch(/^v1,\S{44} v1,\S{44}$/);
  expect(new Webhook(now).verify(body, headers)).toEqual(JSON.parse(body));
  expect(new Webhook(before).verify(body, headers)).toEqual(JSON.parse(body));
  expect(() => new Webhook(other).verify(body, headers)).toThrow('No matching signature');
  expect(() => new Webhook(now).verify(`${body} `, headers)).toThrow('No matching signature');
  expect(() => new Webhook(now).verify(body, { ...headers, 'webhook-id': 'psh_2' })).toThrow('No matching signature');
});

test('a new secret conforms to the standard and is different each time', () => {
  const secrets = Array.from({ length: 50 }, newWebhookSecret);
  expect(secrets.every(isWebhookSecret)).toBe(true);
  expect(new Set(secrets).size).toBe(50);
});

test.each([24, 32, 64])('a secret can have %i bytes', (bytes) => {
  expect(isWebhookSecret(secretOf(bytes))).toBe(true);
});

test.each([
  secretOf(23),
  secretOf(65),
  secretOf(32).slice('whsec_'.length),
  secretOf(32).toUpperCase(),
  'whsec_',
  'whsec_!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!',
  '',
])('%j is no secret', (text) => {
  expect(isWebhookSecret(text)).toBe(false);
});
