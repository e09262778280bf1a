import { expect, test } from 'vitest';
import { makeSafeFetch } from '../../src/clients/safe-fetch';
import { makeShopifyClient } from '../../src/clients/shopify-admin';
import { makeWhatsAppClient } from '../../src/clients/whatsapp-cloud';

/** Creates a network that returns a status with an interrupted body. */
const broken =
  (status: number, headers: Record<string, string> = {}) =>
  async () => {
    const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error('reset')) });
    return new Response(body, { status, headers });
  };
const page = (status: number) => async () => new Response('<html>', { status });

const shopify = (fetch: () => Promise<Response>) =>
  makeShopifyClient({
    safeFetch: makeSafeFetch({ fetch, now: () => 0, urlRejectionReason: () => null }),
    now: () => 0,
    adminUrl: 'https://{store}.myshopify.com',
    apiVersion: '2026-10',
  });
const question = { storeName: 'shop', token: 't', document: '{ shop { id } }', variables: {} };

test.each([401, 403, 429, 500, 503])('Shopify: a %i whose body cannot be read keeps its status', async (status) => {
  const answer = await shopify(broken(status, { 'retry-after': '7' })).graphql(question);
  expect(answer).toMatchObject({ kind: 'http', status, retryAfter: '7' });
});

test('Shopify: after an unreadable 200 the effect is unknown', async () => {
  expect(await shopify(broken(200)).graphql(question)).toMatchObject({ kind: 'failed', code: 'connect_failed' });
});

test('Shopify: an unreadable 401 still refuses a token', async () => {
  const grant = { storeName: 'shop', clientId: 'a', clientSecret: 'b' };
  expect(await shopify(broken(401)).grantToken(grant)).toEqual({ kind: 'refused', status: 401 });
  expect(await shopify(broken(502)).grantToken(grant)).toEqual({ kind: 'failed', code: 'http_502' });
  expect(await shopify(broken(200)).grantToken(grant)).toEqual({ kind: 'failed', code: 'connect_failed' });
});

const meta = (fetch: () => Promise<Response>) =>
  makeWhatsAppClient({ fetch, graphUrl: 'https://graph.facebook.com', graphVersion: 'v25.0' });
const send = { phoneNumberId: '1', accessToken: 't', payload: {} };

test.each([
  ['breaks off', broken],
  ['is a page', page],
])('Meta: the status of a response whose body %s still counts', async (_, answer) => {
  for (const status of [200, 202]) expect(await meta(answer(status)).send(send)).toEqual({ kind: 'lost' });
  for (const status of [400, 401, 403, 404]) {
    expect(await meta(answer(status)).send(send)).toMatchObject({ kind: 'refused', code: `meta_http_${status}` });
  }
  for (const status of [429, 500, 503]) {
    expect(await meta(answer(status)).send(send)).toMatchObject({ kind: 'again', code: `meta_http_${status}` });
  }
  expect(await meta(answer(404)).get('x', 't')).toMatchObject({ kind: 'failed', code: 'meta_http_404' });
  expect(await meta(answer(200)).get('x', 't')).toMatchObject({ kind: 'failed', code: 'no_answer' });
  expect(await meta(answer(200)).markRead({ phoneNumberId: '1', accessToken: 't', wamid: 'w', typing: false })).toBe(
    true,
  );
});

test('Meta: without a status the send is lost', async () => {
  const nothing = async () => {
    throw new TypeError('fetch failed');
  };
  expect(await meta(nothing).send(send)).toEqual({ kind: 'lost' });
});
