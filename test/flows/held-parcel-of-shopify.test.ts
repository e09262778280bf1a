import { expect, inject, test } from 'vitest';
import flow from '../../flows/delivery-failed.json';
import templates from '../../flows/templates.json';
import { payload } from '../domain/shipments/payloads';
import { romeTime, sendPlatformWebhook } from '../support/platform-webhooks';
import { until } from '../support/scene';
import { shopifyOrder } from '../support/shopify-order';
import { newOrderNumber, newShopifyScene } from '../support/shopify-scene';

const MINUTE_MS = 60_000;
const { send_window: _, ...anyTime } = flow;

/** Creates a Shopify shop with an order, whose parcel Qapla' follows and holds. */
async function shopWithHeldParcel() {
  const key = `qapla-key-of-the-test-${crypto.randomUUID()}`;
  const control = `${inject('standins').qapla}/_control/qapla/${key}`;
  const number = newOrderNumber();
  const tracking = `XX${number.slice(-9)}`;
  await fetch(control, { method: 'PUT', body: JSON.stringify({ parcels: { [tracking]: {} } }) });
  const shop = await newShopifyScene({}, { shipping: { kind: 'qapla', api_key: key } });
  await shop.configureMeta({ templates: templates.data });
  await shop.configureShopify({ orders: { [number]: { phone: shop.userKey } } });
  await shop.saveFlow({ ...anyTime, values: { shop_name: 'Bottega Ada' } }, 'delivery-failed');
  await shop.webhook(shopifyOrder(number, { phone: shop.userKey }));
  await shop.waitForWebhooks(1);
  /** Sends a webhook of Qapla' about the parcel. */
  const tell = (sample: string, ago: number) =>
    sendPlatformWebhook({ key: shop.key, storeId: shop.shopId }, 'qapla', {
      ...(payload(`qapla/${sample}`) as Record<string, any>),
      apiKey: key,
      trackingNumber: tracking,
      reference: `#${number.slice(-4)}`,
      date: romeTime(Date.now() - ago),
    });
  expect((await tell('webhook-1.3-held-giacenza', 2 * MINUTE_MS)).status).toBe(200);
  const [run] = await until(async () => {
    const runs = await shop.runs('delivery-failed');
    if (runs.length === 0) throw new Error('no flow has started');
    return runs;
  });
  await shop.waitForStatus(run.request_id, 'waiting');
  const pushOf = async () => (await shop.as('GET', `/v1/pushes?request_id=${run.request_id}`)).body.data[0];
  return {
    ...shop,
    number,
    requestId: run.request_id as string,
    tell,
    push: () =>
      until(async () => {
        const push = await pushOf();
        if (push?.state !== 'retrying') throw new Error(JSON.stringify(push));
        return push;
      }),
    releases: async (): Promise<any[]> => ((await (await fetch(control)).json()) as any).releases,
  };
}

test("the held parcel of a Shopify order is released by Qapla', and the customer hears of it once it moves", async () => {
  const shop = await shopWithHeldParcel();
  await shop.reply({ button: { payload: `${shop.requestId}.AGAIN`, text: 'Riconsegnate' } });
  const push = await shop.push();
  expect(push).toMatchObject({ object: { type: 'shipment' }, last_error: 'verify_still_held' });
  expect((await shop.releases()).map(({ body }) => body)).toEqual([{ action: 'redeliver' }]);
  const texts = async () => (await shop.sentMessages()).map(({ body }) => body.text?.body ?? body.template.name);
  expect(await texts()).toEqual(['parcel_held', expect.stringContaining('Passiamo la tua richiesta al corriere')]);
  // The scan out of the hold proves the release at once: no time is moved here.
  await shop.tell('webhook-1.3-out-for-delivery', MINUTE_MS);
  expect((await shop.waitForStatus(shop.requestId, 'completed')).outcome).toBe('redeliver');
  expect((await texts()).at(-1)).toContain(
    `il pacco dell’ordine #${Number(shop.number.slice(-4))} non è più in giacenza`,
  );
});
