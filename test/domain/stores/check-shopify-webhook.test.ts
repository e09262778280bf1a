import { expect, test } from 'vitest';
import { checkShopifyWebhook } from '../../../src/domain/stores/check/check-shopify-webhook';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 6, 1);
const check = (seen: number | null, refused: number | null = null, secret: string | null = 'v1.x') =>
  checkShopifyWebhook({ webhookSeenAt: seen, webhookRefusedAt: refused, shopifyWebhookSecret: secret }, NOW).map(
    ({ status, message }) => [status, message],
  );

const RECENT = ['passed', 'A webhook was received within the last day.'];
const OLD = ['warning', 'No webhook was received within the last day.'];
const NONE = ['warning', 'No webhook has been received yet.'];
const VALID = ['passed', 'The signature of the last webhook is valid.'];
const REFUSED = ['failed', 'The last webhook was refused: it was signed with another key.'];

test.each<[string, Parameters<typeof check>, string[][]]>([
  ['within the last day', [NOW - DAY + 1], [RECENT, VALID]],
  ['a day ago', [NOW - DAY], [OLD, VALID]],
  ['never', [null], [NONE, ['skipped', 'There was no webhook to check.']]],
  ['never, as it was refused', [null, NOW - 1], [NONE, REFUSED]],
  ['before the last one was refused', [NOW - 2, NOW - 1], [RECENT, REFUSED]],
  ['after one was refused', [NOW - 1, NOW - 2], [RECENT, VALID]],
  [
    'without a secret to check it',
    [NOW - 1, null, null],
    [RECENT, ['warning', 'The store has no shopify_webhook_secret: anybody who knows the URL can send orders.']],
  ],
])('a webhook was received %s', (_, times, expected) => {
  expect(check(...times)).toEqual(expected);
});
