import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { makeMerchantClient } from '../../src/clients/merchant';
import type { CallErrorCode, HttpCall, HttpCallResult } from '../../src/clients/safe-fetch';
import type { Endpoint } from '../../src/db/schema';
import { newWebhookSecret } from '../../src/shared/crypto/standard-webhooks';

const get: Endpoint = { url: 'https://shop.it/getObject', method: 'GET', headers: {}, timeout_ms: 1_234 };
const update: Endpoint = { url: 'https://shop.it/updateObject', method: 'POST', headers: {}, timeout_ms: 4_321 };

const answered =
  (status: number, body: BodyInit = '', headers: Record<string, string> = {}) =>
  async (): Promise<HttpCallResult> => ({
    ok: true,
    status,
    headers: new Headers(headers),
    body: new Uint8Array(await new Response(body).arrayBuffer()),
    durationMs: 12,
  });
const failed =
  (code: CallErrorCode, status: number | null = null) =>
  async (): Promise<HttpCallResult> => ({
    ok: false,
    code,
    status,
    durationMs: 12,
  });

function scene(answer: () => Promise<HttpCallResult>) {
  const seen: { call: HttpCall; maxBytes: number }[] = [];
  const client = makeMerchantClient(async (call, maxBytes) => {
    seen.push({ call, maxBytes });
    return answer();
  });
  return { client, seen };
}

test('an object is requested by GET with the parameters, once', async () => {
  const { client, seen } = scene(answered(200, '{"id":1001,"city":"Forlì"}'));
  const params = { order_id: '10/01 & più', lang: 'it' };
  const headers = { authorization: 'Bearer s3cret' };
  const answer = await client.getObject({
    endpoint: { ...get, url: 'https://shop.it/o?shop=7&lang=all#top', headers },
    params,
  });
  expect(answer).toEqual({ kind: 'found', object: { id: 1001, city: 'Forlì' } });
  expect(seen).toHaveLength(1);
  const { url, ...call } = seen[0]?.call ?? { url: '' };
  expect([...new URL(url).searchParams]).toEqual([
    ['shop', '7'],
    ['lang', 'all'],
    ['order_id', '10/01 & più'],
    ['lang', 'it'],
  ]);
  expect(call).toEqual({
    method: 'GET',
    headers: { ...headers, accept: 'application/json', 'user-agent': 'aisac/1 (+https://docs.example/)' },
    body: null,
    timeoutMs: 1_234,
  });
  expect(seen[0]?.maxBytes).toBe(256 * 1_024);
});

test('an object is requested by POST with the parameters as JSON', async () => {
  const { client, seen } = scene(answered(200, '{}'));
  const params = { order_id: '1001' };
  await client.getObject({ endpoint: { ...get, method: 'POST' }, params });
  expect(seen[0]?.call).toMatchObject({
    url: get.url,
    method: 'POST',
    body: '{"order_id":"1001"}',
    headers: { 'content-type': 'application/json' },
  });
});

test('404 means that there is no such object', async () => {
  const { client } = scene(answered(404, '{"id":1}'));
  expect(await client.getObject({ endpoint: get, params: {} })).toEqual({ kind: 'not_found' });
});

test.each(['[]', '[{"id":1}]', '"text"', '1', 'null', 'true', '', '{"half":', '<html></html>', '\u0000'])(
  'a response %j is not_json',
  async (body) => {
    const { client } = scene(answered(200, body));
    expect(await client.getObject({ endpoint: get, params: {} })).toEqual({ kind: 'failed', code: 'not_json' });
  },
);

const bytesOf = (text: string, width: 1 | 2 = 1) =>
  Uint8Array.from(
    Array.from(text, (one) => [one.charCodeAt(0) & 0xff, ...(width === 2 ? [one.charCodeAt(0) >> 8] : [])]).flat(),
  );

test.each<[string, Uint8Array<ArrayBuffer>, string | undefined]>([
  ['ISO-8859-1', bytesOf('{"city":"Forl\xec"}'), 'application/json; charset=ISO-8859-1'],
  ['ISO-8859-1, quoted', bytesOf('{"city":"Forl\xec"}'), 'application/json;charset="iso-8859-1"'],
  ['Macintosh', bytesOf('{"city":"Forl\x93"}'), 'application/json; charset=macintosh'],
  ['UTF-16', bytesOf('{"city":"Forlì"}', 2), 'application/json; charset=utf-16'],
  ['UTF-16 with its mark', bytesOf('\ufeff{"city":"Forlì"}', 2), undefined],
  ['UTF-8 with its mark', bytesOf('\xef\xbb\xbf{"city":"Forl\xc3\xac"}'), undefined],
  ['an unknown charset that is UTF-8', bytesOf('{"city":"Forl\xc3\xac"}'), 'application/json; charset=utf8mb4'],
])('an object in %s is parsed', async (_, body, type) => {
  const { client } = scene(answered(200, body, type === undefined ? {} : { 'content-type': type }));
  expect(await client.getObject({ endpoint: get, params: {} })).toEqual({ kind: 'found', object: { city: 'Forlì' } });
});

test.each([
  ['undeclared Latin-1', undefined, 'not_utf8'],
  ['Latin-1 that is called UTF-8', 'application/json; charset=utf-8', 'not_utf8'],
  ['an unknown charset', 'application/json; charset=klingon', 'not_utf8'],
  ['Latin-1 that is called EUC-JP', 'application/json; charset=euc-jp', 'wrong_charset'],
])('%s is rejected', async (_, type, code) => {
  const body = bytesOf('{"city":"Forl\xec"}');
  const { client } = scene(answered(200, body, type === undefined ? {} : { 'content-type': type }));
  expect(await client.getObject({ endpoint: get, params: {} })).toEqual({ kind: 'failed', code });
});

test('an object keeps the digits of its ids, and lone surrogates and NUL are repaired', async () => {
  const body = String.raw`{"id":820982911946154508,"rows":[{"id":-9007199254740993}],"note":"grazie \ud83d","s":"a\u0000b"}`;
  const { client } = scene(answered(200, body));
  expect(await client.getObject({ endpoint: get, params: {} })).toEqual({
    kind: 'found',
    object: {
      id: '820982911946154508',
      rows: [{ id: '-9007199254740993' }],
      note: 'grazie \ufffd',
      s: 'ab',
    },
  });
});

test.each([201, 204, 400, 401, 403, 410, 429, 500, 503])(
  'the error code of a get_object response with %i names the status',
  async (status) => {
    const { client } = scene(answered(status, '{"id":1}'));
    expect(await client.getObject({ endpoint: get, params: {} })).toEqual({ kind: 'failed', code: `http_${status}` });
  },
);

const failures: CallErrorCode[] = ['timeout', 'connect_failed', 'redirected', 'too_large', 'url_refused'];
test.each(failures)('%s is returned by both endpoints', async (code) => {
  const { client } = scene(failed(code, code === 'redirected' ? 302 : null));
  expect(await client.getObject({ endpoint: get, params: {} })).toEqual({ kind: 'failed', code });
  const push = { endpoint: update, pushId: 'psh_1', timestamp: 1, body: '{}', secrets: [newWebhookSecret()] };
  expect(await client.updateObject(push)).toEqual({
    status: code === 'redirected' ? 302 : null,
    error: code,
    retryAfter: null,
    answer: '',
    durationMs: 12,
  });
});

test('the reference library accepts the signature of a push, and our headers replace the merchant’s', async () => {
  const { client, seen } = scene(answered(200, '{"ok":true}'));
  const [now, before] = [newWebhookSecret(), newWebhookSecret()];
  const body = '{"id":"psh_1","variables":{"città":"Forlì"}}';
  const timestamp = Math.floor(Date.now() / 1_000);
  const headers = {
    'x-shop': '7',
    'user-agent': 'other',
    'webhook-signature': 'v1,forged',
    'content-type': 'text/plain',
  };
  const push = { endpoint: { ...update, headers }, pushId: 'psh_1', timestamp, body, secrets: [now, before] };
  const answer = await client.updateObject(push);
  expect(answer).toEqual({ status: 200, error: null, retryAfter: null, answer: '{"ok":true}', durationMs: 12 });
  expect(seen).toHaveLength(1);
  const sent = seen[0]?.call;
  expect(sent).toMatchObject({ url: update.url, method: 'POST', body, timeoutMs: 4_321 });
  expect(sent?.headers).toMatchObject({
    'x-shop': '7',
    'content-type': 'application/json',
    'user-agent': 'aisac/1 (+https://docs.example/)',
    'webhook-id': 'psh_1',
    'webhook-timestamp': String(timestamp),
  });
  for (const secret of [now, before]) {
    expect(new Webhook(secret).verify(sent?.body ?? '', sent?.headers ?? {})).toEqual(JSON.parse(body));
  }
  expect(seen[0]?.maxBytes).toBe(64 * 1_024);
});

test.each([200, 201, 202, 204, 299])('a push is delivered with %i', async (status) => {
  const { client } = scene(answered(status));
  const push = { endpoint: update, pushId: 'psh_1', timestamp: 1, body: '{}', secrets: [] };
  expect(await client.updateObject(push)).toMatchObject({ status, error: null });
});

test('a rejected push keeps Retry-After and the first KiB of the response', async () => {
  const { client } = scene(answered(503, `${'a'.repeat(1_024)}b`, { 'Retry-After': 'Wed, 25 Nov 2026 10:00:00 GMT' }));
  const push = { endpoint: update, pushId: 'psh_1', timestamp: 1, body: '{}', secrets: [] };
  expect(await client.updateObject(push)).toEqual({
    status: 503,
    error: 'http_503',
    retryAfter: 'Wed, 25 Nov 2026 10:00:00 GMT',
    answer: 'a'.repeat(1_024),
    durationMs: 12,
  });
});
