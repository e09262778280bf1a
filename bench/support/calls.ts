import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { callAll } from '../../scripts/local/call-all.ts';
import { metaBytes, metaDelivery, metaSignature } from '../../test/standins/meta-webhooks.ts';
import { shopifyOrder, shopifyOrderJson } from '../../test/support/shopify-order.ts';
import { NUMBER, SECRET } from './account.ts';
import type { DirectWorker } from './direct-worker.ts';

export type Call = { path: string; init: RequestInit; status: number };

/** Makes one call and checks the status of the response. */
export async function makeCall({ url }: DirectWorker, { path, init, status }: Call): Promise<void> {
  const send = () => fetch(new URL(path, url), init);
  // An idle connection may close at this moment; senders of webhooks repeat the call then.
  const answer = await send().catch(send);
  const text = await answer.text();
  assert.equal(answer.status, status, `${path}: ${text}`);
}

/** Makes calls with a fixed concurrency and returns the time of each in ms. */
export async function makeCalls(worker: DirectWorker, calls: Call[], concurrency: number): Promise<number[]> {
  const times: number[] = [];
  await callAll(calls, concurrency, async (call) => {
    const started = performance.now();
    await makeCall(worker, call);
    times.push(performance.now() - started);
  });
  return times;
}

export const getCall = (path: string, key: string): Call => ({
  path,
  init: { headers: { 'x-api-key': key } },
  status: 200,
});

export const postCall = (path: string, key: string, body: object): Call => ({
  path,
  init: {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  },
  status: 201,
});

export const orderId = (n: number): string => String(820_982_911_946n * 1_000_000n + BigInt(n));

/** Returns Shopify's webhook of a new order; `n` sets its id. */
export function orderCall({ key, idShop }: { key: string; idShop: string }, n: number, members: object = {}): Call {
  const body = shopifyOrderJson(shopifyOrder(orderId(n), { ...members }));
  const headers = {
    'content-type': 'application/json',
    'x-shopify-hmac-sha256': createHmac('sha256', SECRET).update(body).digest('base64'),
    'x-shopify-topic': 'orders/create',
    'x-shopify-webhook-id': randomUUID(),
  };
  const path = `/webhook/shopify/?api_key=${key}&action=creation&id_store=${idShop}`;
  return { path, init: { method: 'POST', headers, body }, status: 200 };
}

/** Returns one webhook of Meta with these values. */
export async function metaCall(...values: Record<string, unknown>[]): Promise<Call> {
  const body = metaBytes(metaDelivery(NUMBER, ...values));
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': await metaSignature(body, SECRET) };
  return { path: '/webhook/facebook/', init: { method: 'POST', headers, body }, status: 200 };
}
