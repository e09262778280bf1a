import { env } from 'cloudflare:workers';
import { LogSeverity, shopifyApi } from '@shopify/shopify-api';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { measureCall } from '../support/call-cost';
import { until } from '../support/scene';
import { shopifyOrder, shopifyOrderJson } from '../support/shopify-order';
import {
  newOrderNumber,
  newShopifyScene,
  type ShopifyScene,
  signShopifyWebhook,
  TOPICS,
  WEBHOOK_SECRET,
  type WebhookAction,
} from '../support/shopify-scene';
import { call } from '../support/tenant';

let shop: ShopifyScene;
beforeAll(async () => {
  shop = await newShopifyScene();
});
const order = (told: Record<string, unknown> = {}) => shopifyOrder(newOrderNumber(), told);

test('a byte order mark before a signed payload is skipped', async () => {
  const shop = await newShopifyScene();
  const text = `\ufeff${shopifyOrderJson(order())}`;
  const headers = { 'x-shopify-hmac-sha256': await signShopifyWebhook(text, WEBHOOK_SECRET) };
  expect((await shop.webhook(text, { headers })).status).toBe(200);
});

describe('the signature', () => {
  test("Shopify's own library and the webhook agree on every body and signature", async () => {
    const { webhooks } = shopifyApi({
      apiKey: 'x',
      apiSecretKey: WEBHOOK_SECRET,
      apiVersion: '2026-10' as never,
      hostName: 'aisac.test',
      isEmbeddedApp: false,
      logger: { level: LogSeverity.Error },
    });
    const text = shopifyOrderJson(order({ note: 'perché / "no"', tags: '😀' }));
    const right = await signShopifyWebhook(text, WEBHOOK_SECRET);
    const bodies = [text, `${text} `, JSON.stringify(JSON.parse(text)), text.replace('perché', 'perche')];
    const signatures = [
      right,
      await signShopifyWebhook(text, 'another'),
      '',
      '%%%',
      right.slice(1),
      right.replace(/=$/, ''),
    ];
    for (const rawBody of bodies) {
      for (const signature of signatures) {
        const headers = {
          'x-shopify-hmac-sha256': signature,
          'x-shopify-topic': 'orders/create',
          'x-shopify-shop-domain': 'my-shop.myshopify.com',
          'x-shopify-api-version': '2026-10',
          'x-shopify-webhook-id': crypto.randomUUID(),
        };
        const rawRequest = new Request('https://aisac.test/', { method: 'POST', headers, body: rawBody });
        const { valid } = await webhooks.validate({ rawBody, rawRequest });
        const { status } = await shop.webhook(rawBody, { headers });
        // The library compares texts, but a signature without padding has the same bytes.
        if (signature !== right.replace(/=$/, ''))
          expect([rawBody, signature, status === 200]).toEqual([rawBody, signature, valid]);
      }
    }
  });

  test('that is missing, wrong or of reformatted JSON gets 401', async () => {
    const text = shopifyOrderJson(order());
    const rewritten = JSON.stringify(JSON.parse(text));
    expect(rewritten).not.toBe(text);
    const { 'x-shopify-hmac-sha256': _, ...unsigned } = { 'x-shopify-hmac-sha256': '' };
    const statuses = await Promise.all([
      shop.webhook(text, { headers: { ...unsigned, 'x-shopify-hmac-sha256': '' } }),
      shop.webhook(text, { secret: 'another' }),
      shop.webhook(rewritten, { headers: { 'x-shopify-hmac-sha256': await signShopifyWebhook(text, WEBHOOK_SECRET) } }),
    ]);
    expect(statuses.map(({ status, body }) => [status, body.code])).toEqual(
      Array.from({ length: 3 }, () => [401, 'invalid_signature']),
    );
  });

  test('is accepted in the newer headers too', async () => {
    const text = shopifyOrderJson(order());
    const path = `/webhook/shopify?api_key=${shop.key}&action=creation&id_store=${shop.shopId}`;
    const headers = {
      'shopify-hmac-sha256': await signShopifyWebhook(text, WEBHOOK_SECRET),
      'shopify-topic': 'orders/create',
    };
    expect((await call('POST', path, { body: text, headers })).status).toBe(200);
    const other = { ...headers, 'shopify-topic': 'orders/paid' };
    expect((await call('POST', path, { body: text, headers: other })).status).toBe(422);
  });

  test('of the old secret is accepted for one day after a change', async () => {
    const own = await newShopifyScene();
    expect((await own.webhook(order())).status).toBe(200);
    const changed = await own.as('PATCH', `/v1/stores/${own.shopId}`, { shopify_webhook_secret: 'the-new-secret' });
    expect(changed.status).toBe(200);
    expect((await own.webhook(order(), { secret: 'the-new-secret' })).status).toBe(200);
    expect((await own.webhook(order())).status).toBe(200);
    vi.useFakeTimers({ now: Date.now() + 86_400_001, toFake: ['Date'] });
    try {
      expect((await own.webhook(order())).status).toBe(401);
      expect((await own.webhook(order(), { secret: 'the-new-secret' })).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });

  test('is not required without a webhook secret', async () => {
    const own = await newShopifyScene({}, { shopify_webhook_secret: undefined });
    expect((await own.webhook(order(), { secret: 'whatever' })).status).toBe(200);
  });
});

describe('the address', () => {
  test('works with and without the trailing slash, and with the key in a header', async () => {
    const query = `action=creation&id_store=${shop.shopId}`;
    for (const path of ['/webhook/shopify', '/webhook/shopify/']) {
      const text = shopifyOrderJson(order());
      const headers = {
        'x-shopify-hmac-sha256': await signShopifyWebhook(text, WEBHOOK_SECRET),
        'x-api-key': shop.key,
      };
      expect((await call('POST', `${path}?${query}`, { body: text, headers })).status).toBe(200);
      expect((await call('GET', `${path}?${query}`)).status).toBe(405);
    }
  });

  test.each([
    ['no action', { action: undefined }, 422, '?action'],
    ['an action of its own', { action: 'delete' }, 422, '?action'],
    ['no store', { id_store: undefined }, 422, '?id_store'],
    ['a store that is not there', { id_store: 'str_00000000000000000000000000' }, 404, undefined],
    ['no key', { api_key: '' }, 401, undefined],
    ['an unknown key', { api_key: 'aisac_unknown' }, 401, undefined],
  ])('%s is rejected', async (_, query, status, path) => {
    const answer = await shop.webhook(order(), { query });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body.errors?.[0]?.path).toBe(path);
  });

  test("of a custom store, a deleted store or another account's store is rejected", async () => {
    const other = await newShopifyScene();
    // The store's signing secrets, retired ones too, sign pushes but not webhooks.
    expect((await shop.as('POST', `/v1/stores/${shop.storeId}/rotate_secret`)).status).toBe(200);
    expect((await shop.webhook(order(), { query: { id_store: shop.storeId } })).body).toMatchObject({
      status: 422,
      errors: [{ path: '?id_store', code: 'not_shopify' }],
    });
    expect((await shop.webhook(order(), { query: { id_store: other.shopId } })).status).toBe(404);
    expect((await other.webhook(order())).status).toBe(200);
    expect((await other.as('DELETE', `/v1/stores/${other.shopId}`)).status).toBe(204);
    expect((await other.webhook(order())).body).toMatchObject({ status: 404, code: 'store_not_found' });
  });

  test('accepts a key that has only its scope', async () => {
    const make = async (scopes: string[]) =>
      (await shop.as('POST', '/v1/keys', { name: 'x', scopes })).body.api_key as string;
    const [only, without] = await Promise.all([make(['webhook:shopify']), make(['orders:write', 'settings:write'])]);
    expect((await shop.webhook(order(), { query: { api_key: only } })).status).toBe(200);
    expect((await shop.webhook(order(), { query: { api_key: without } })).body.code).toBe('missing_scope');
    expect((await call('GET', '/v1/orders', { headers: { 'x-api-key': only } })).status).toBe(403);
  });

  test('gets 422 for a topic that does not match the action', async () => {
    for (const action of Object.keys(TOPICS) as WebhookAction[]) {
      const others = Object.values(TOPICS).filter((topic) => topic !== TOPICS[action]);
      const answers = await Promise.all(
        [...others, 'orders/delete', 'refunds/create'].map((topic) =>
          shop.webhook(order(), { action, headers: { 'x-shopify-topic': topic } }),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 422));
    }
  });
});

describe('the body', () => {
  test('is rejected if the consumer could not parse it', async () => {
    const deep = `{"id":820982911946154508,"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect((await shop.webhook(deep)).body).toMatchObject({ status: 400, code: 'invalid_json' });
  });

  test.each(['{', '[]', '"x"', 'null', '', '\ufffd{', '['.repeat(100_000)])('%.20j is 400', async (text) => {
    expect((await shop.webhook(text)).body).toMatchObject({ status: 400, code: 'invalid_json' });
  });

  test('over 3 MiB gets 413', async () => {
    const text = shopifyOrderJson(order({ note: 'x'.repeat(3 * 1_024 * 1_024) }));
    expect((await shop.webhook(text)).status).toBe(413);
  });
});

test('a webhook costs one queue send, and no D1 statement with cached credentials', async () => {
  const text = shopifyOrderJson(order());
  const path = `/webhook/shopify/?api_key=${shop.key}&action=creation&id_store=${shop.shopId}`;
  const send = async () =>
    measureCall(
      new Request(`https://aisac.test${path}`, {
        method: 'POST',
        headers: { 'x-shopify-hmac-sha256': await signShopifyWebhook(text, WEBHOOK_SECRET) },
        body: text,
      }),
    );
  await send();
  const { response, counts } = await send();
  expect(response.status).toBe(200);
  expect(counts).toEqual({ roundTrips: 0, statements: 0, queueSends: 1 });
});

test('a failing queue gets 503, so Shopify sends the webhook again', async () => {
  const text = shopifyOrderJson(order());
  const path = `/webhook/shopify/?api_key=${shop.key}&action=creation&id_store=${shop.shopId}`;
  const { response } = await measureCall(
    new Request(`https://aisac.test${path}`, {
      method: 'POST',
      headers: { 'x-shopify-hmac-sha256': await signShopifyWebhook(text, WEBHOOK_SECRET) },
      body: text,
    }),
    { INBOUND: { send: () => Promise.reject(new Error('the queue is away')) } as unknown as Queue },
  );
  expect(response.status).toBe(503);
});

test('the store records its last webhook, and its last one with a wrong signature', async () => {
  const own = await newShopifyScene();
  await own.webhook(order());
  await own.webhook(order(), { secret: 'another' });
  await until(async () => {
    const row = await env.DB.prepare(
      'select webhook_seen_at as seen, webhook_refused_at as refused from stores where id_store = ?',
    )
      .bind(own.shopId)
      .first<{ seen: number; refused: number }>();
    expect(row?.seen).toBeGreaterThan(Date.now() - 60_000);
    expect(row?.refused).toBeGreaterThan(Date.now() - 60_000);
  });
});
