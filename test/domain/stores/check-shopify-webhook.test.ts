import { expect, test } from 'vitest';
import { checkShopifyWebhook } from '../../../src/domain/stores/check/check-shopify-webhook';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 6, 1);
const check = (
  webhookSeenAt: number | null,
  webhookRefusedAt: number | null = null,
  shopifyWebhookSecret: string | null = 'v1.x',
  shopifyClientSecret: string | null = null,
) =>
  checkShopifyWebhook({ webhookSeenAt, webhookRefusedAt, shopifyWebhookSecret, shopifyClientSecret }, NOW).map(
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
  [
    'with the secret of the app only',
    [NOW - 1, null, null, 'v1.x'],
    [
      RECENT,
      [
        'warning',
        'The store has no shopify_webhook_secret: only webhooks of the app are accepted, none that was made by hand.',
      ],
    ],
  ],
])('a webhook was received %s', (_, times, expected) => {
  expect(check(...times)).toEqual(expected);
});
