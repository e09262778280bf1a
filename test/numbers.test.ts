import { beforeAll, describe, expect, test } from 'vitest';
import { metaBytes, metaDelivery, metaSignature, replyValue, statusValue } from './standins/meta-webhooks';
import { APP_SECRET } from './support/app-secret';
import { measureBatch, measureCall } from './support/call-cost';
import { stubInboundQueue } from './support/inbound-queue-stub';
import { newScene, type Scene, until } from './support/scene';
import { shopifyOrder, shopifyOrderJson } from './support/shopify-order';
import { newOrderNumber, newShopifyScene, signShopifyWebhook, WEBHOOK_SECRET } from './support/shopify-scene';

const ORIGIN = 'https://aisac.test';

describe('the cost of a call with cached credentials', () => {
  let scene: Scene;
  let requestId: string;
  beforeAll(async () => {
    scene = await newScene();
    await scene.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] });
    requestId = await scene.start();
    await scene.waitForStatus(requestId, 'completed');
  });
  const as = (method: string, path: string, body?: unknown) =>
    new Request(`${ORIGIN}${path}`, {
      method,
      headers: { 'x-api-key': scene.key, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });

  test('getRequest is one D1 round trip', async () => {
    const { response, counts } = await measureCall(as('GET', `/v1/getRequest?request_id=${requestId}`));
    expect(response.status).toBe(200);
    expect(counts.roundTrips).toBe(1);
  });

  test('createRequest is two D1 round trips', async () => {
    const input = { flow: 'flow', user_key: 'u' };
    const { response, counts } = await measureCall(as('POST', '/v1/createRequest', input));
    expect(response.status).toBe(201);
    expect(counts.roundTrips).toBe(2);
  });

  test('a webhook of Meta takes one queue send and no D1 statement', async () => {
    await scene.reply({ text: 'warm' });
    const number = { phone_number_id: scene.phoneNumberId, waba_id: '1' };
    const bytes = metaBytes(
      metaDelivery(
        number,
        replyValue({ from: scene.customer, text: 'ciao' }),
        ...Array.from({ length: 40 }, (_, i) =>
          statusValue({ wamid: `w${i}`, status: 'sent', recipient: scene.customer }),
        ),
      ),
    );
    const { response, counts } = await measureCall(
      new Request(`${ORIGIN}/webhook/facebook/`, {
        method: 'POST',
        headers: { 'x-hub-signature-256': await metaSignature(bytes, APP_SECRET) },
        body: bytes,
      }),
    );
    expect(response.status).toBe(200);
    expect(counts).toEqual({ roundTrips: 0, statements: 0, queueSends: 1 });
  });
});

describe.each([
  ['signs its webhooks', WEBHOOK_SECRET],
  ['has no secret', undefined],
])('the cost of a webhook of a shop that %s', (_, secret) => {
  test('is one queue send and no D1 statement', async () => {
    const shop = await newShopifyScene({}, { shopify_webhook_secret: secret });
    const post = async () => {
      const body = shopifyOrderJson(shopifyOrder(newOrderNumber()));
      const query = new URLSearchParams({ api_key: shop.key, action: 'creation', id_store: shop.shopId });
      return new Request(`${ORIGIN}/webhook/shopify/?${query.toString()}`, {
        method: 'POST',
        headers: {
          'x-shopify-hmac-sha256': await signShopifyWebhook(body, WEBHOOK_SECRET),
          'x-shopify-topic': 'orders/create',
          'x-shopify-webhook-id': crypto.randomUUID(),
        },
        body,
      });
    };
    expect((await measureCall(await post())).response.status).toBe(200);
    const { response, counts } = await measureCall(await post());
    expect(response.status).toBe(200);
    expect(counts).toEqual({ roundTrips: 0, statements: 0, queueSends: 1 });
  });
});

describe('the cost of the consumer', () => {
  test('a hundred statuses take two D1 round trips, whatever their content', async () => {
    const scene = await newScene();
    await scene.openWindow();
    await scene.saveFlow({
      steps: [
        { id: 'ask', do: 'send_message', to: '{{ request.user_key }}', text: 'Va bene?' },
        { id: 'done', do: 'end', outcome: 'asked' },
      ],
    });
    await Promise.all(Array.from({ length: 20 }, () => scene.start()));
    const sent = await until(async () => {
      const all = await scene.sentMessages();
      expect(all).toHaveLength(20);
      return all;
    });
    const inbound = stubInboundQueue();
    const statuses = sent.flatMap(({ wamid }) =>
      ['sent', 'delivered', 'read', 'read', 'delivered'].map((status) =>
        statusValue({ wamid, status, recipient: scene.customer }),
      ),
    );
    await inbound.post(metaDelivery({ phone_number_id: scene.phoneNumberId, waba_id: scene.wabaId }, ...statuses));
    expect(inbound.queued).toHaveLength(100);
    const counts = await measureBatch('inbound', inbound.queued);
    expect(counts.roundTrips).toBe(2);
    const { body } = await scene.as('GET', `/v1/messages?user_key=%2B${scene.customer}&limit=100`);
    const ours = body.data.filter(({ direction }: any) => direction === 'out');
    expect(ours.map(({ status }: any) => status)).toEqual(Array.from({ length: 20 }, () => 'read'));
    expect((await scene.charges()).total).toBe('2.3820');
  });

  test('a hundred messages of a hundred customers that no request waits for are three D1 round trips', async () => {
    const scene = await newScene();
    const inbound = stubInboundQueue();
    const messages = Array.from({ length: 100 }, (_, i) =>
      replyValue({ from: `39333${String(i).padStart(7, '0')}`, text: i % 10 === 0 ? 'STOP' : `Ciao ${i}` }),
    );
    await inbound.post(metaDelivery({ phone_number_id: scene.phoneNumberId, waba_id: scene.wabaId }, ...messages));
    const counts = await measureBatch('inbound', inbound.queued);
    expect(counts.roundTrips).toBe(3);
    const { body } = await scene.as('GET', '/v1/users/%2B393330000010');
    expect([body.messages.length, body.opted_out.by]).toEqual([1, 'word']);
  });
});
