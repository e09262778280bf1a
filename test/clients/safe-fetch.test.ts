import { expect, inject, test } from 'vitest';
import { type CallErrorCode, type HttpCall, makeSafeFetch } from '../../src/clients/safe-fetch';
import type { Behaviour } from '../standins/behaviour';

const call: HttpCall = { url: 'https://shop.it/x', method: 'GET', headers: {}, body: null, timeoutMs: 5_000 };

type Seen = { url: string; init: RequestInit }[];

/** Creates a client with a fake network: `answer` returns the response or throws as fetch does. */
function scene(answer: (init: RequestInit) => Response | Promise<Response>, refusal: string | null = null) {
  const seen: Seen = [];
  let clock = 1_000;
  const fake = async (input: RequestInfo | URL, init: RequestInit = {}) => {
    seen.push({ url: new Request(input).url, init });
    clock += 40;
    return answer(init);
  };
  const safeFetch = makeSafeFetch({ fetch: fake, now: () => clock, urlRejectionReason: () => refusal });
  return { safeFetch, seen };
}

/** Creates a body that records how many chunks were read and whether it was cancelled. */
function bodyOf(chunks: number, bytes: number) {
  const noted = { pulled: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        noted.pulled += 1;
        controller.enqueue(new Uint8Array(bytes).fill(65));
        if (noted.pulled === chunks) controller.close();
      },
      cancel() {
        noted.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, noted };
}

/** Returns a shop of the stand-in merchant, which is a real server. */
async function shop(behaviour: Behaviour) {
  const merchant = inject('standins').merchant;
  const id = crypto.randomUUID();
  const told = JSON.stringify({ behaviour: { getObject: [behaviour] } });
  await fetch(`${merchant}/_control/m/${id}`, { method: 'PUT', body: told });
  const safeFetch = makeSafeFetch({
    fetch: (input, init) => fetch(input, init),
    now: Date.now,
    urlRejectionReason: () => null,
  });
  return { safeFetch, url: `${merchant}/m/${id}/getObject?id=1` };
}

test('a response has its status, headers, bytes and duration', async () => {
  const { safeFetch, seen } = scene(() => new Response('ciao', { status: 429, headers: { 'Retry-After': '7' } }));
  const answer = await safeFetch({ ...call, method: 'POST', headers: { 'x-a': '1' }, body: '{}' }, 10);
  expect(answer).toMatchObject({ ok: true, status: 429, durationMs: 40 });
  if (!answer.ok) throw new Error('no answer');
  expect(new TextDecoder().decode(answer.body)).toBe('ciao');
  expect(answer.headers.get('retry-after')).toBe('7');
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({
    url: call.url,
    init: { method: 'POST', headers: { 'x-a': '1' }, body: '{}', redirect: 'manual' },
  });
});

test('a rejected URL is not called', async () => {
  const { safeFetch, seen } = scene(() => new Response(), 'The host must be public');
  expect(await safeFetch(call, 10)).toEqual({ ok: false, code: 'url_refused', status: null, durationMs: 0 });
  expect(seen).toEqual([]);
});

test.each([301, 302, 303, 307, 308])('a redirect with %i is not followed', async (status) => {
  const { safeFetch, seen } = scene(
    () => new Response(null, { status, headers: { location: 'http://169.254.169.254/' } }),
  );
  expect(await safeFetch(call, 10)).toEqual({ ok: false, code: 'redirected', status, durationMs: 40 });
  expect(seen).toHaveLength(1);
});

test('a body may be as long as the limit', async () => {
  const { stream, noted } = bodyOf(4, 25);
  const { safeFetch } = scene(() => new Response(stream));
  const answer = await safeFetch(call, 100);
  expect(answer.ok && answer.body.byteLength).toBe(100);
  expect(noted.cancelled).toBe(false);
});

test('a body above the limit is cancelled at the limit', async () => {
  const { stream, noted } = bodyOf(1_000, 25);
  const { safeFetch } = scene(() => new Response(stream));
  expect(await safeFetch(call, 99)).toMatchObject({ ok: false, code: 'too_large', status: 200 });
  expect(noted.cancelled).toBe(true);
  expect(noted.pulled).toBeLessThan(10);
});

test('a false Content-Length does not raise the limit', async () => {
  const { stream } = bodyOf(1_000, 25);
  const { safeFetch } = scene(() => new Response(stream, { headers: { 'content-length': '5' } }));
  expect(await safeFetch(call, 99)).toMatchObject({ ok: false, code: 'too_large' });
});

test('a response without a body has an empty body', async () => {
  const { safeFetch } = scene(() => new Response(null, { status: 204 }));
  const answer = await safeFetch(call, 10);
  expect(answer).toMatchObject({ ok: true, status: 204 });
  expect(answer.ok && answer.body.byteLength).toBe(0);
});

test('a network error is a result, not an exception', async () => {
  const { safeFetch } = scene(() => {
    throw new TypeError('fetch failed');
  });
  expect(await safeFetch(call, 10)).toEqual({ ok: false, code: 'connect_failed', status: null, durationMs: 40 });
});

test('an interrupted body is connect_failed', async () => {
  const broken = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error('reset')) });
  const { safeFetch } = scene(() => new Response(broken));
  expect(await safeFetch(call, 10)).toMatchObject({ ok: false, code: 'connect_failed' });
});

test('a merchant that never responds times out', async () => {
  const { safeFetch, url } = await shop({ hang: true });
  expect(await safeFetch({ ...call, url, timeoutMs: 50 }, 100)).toMatchObject({
    ok: false,
    code: 'timeout',
    status: null,
  });
});

test('a header with a line break is not sent, and nothing is thrown', async () => {
  const { safeFetch, url } = await shop({ status: 200 });
  const answer = await safeFetch({ ...call, url, headers: { 'x-a': '1\r\nx-b: 2' } }, 100);
  expect(answer).toMatchObject({ ok: false, code: 'connect_failed' });
});

test('the timeout covers the body too: a merchant that drips bytes times out', async () => {
  const { safeFetch, url } = await shop({ drip: true });
  const answer = await safeFetch({ ...call, url, timeoutMs: 300 }, 65_536);
  expect(answer).toMatchObject({ ok: false, code: 'timeout' });
  expect(answer.durationMs).toBeLessThan(5_000);
});

test('a body of a gigabyte is read up to the limit', async () => {
  const { safeFetch, url } = await shop({ huge: 1_000_000_000 });
  expect(await safeFetch({ ...call, url }, 65_536)).toMatchObject({ ok: false, code: 'too_large', status: 200 });
});

test.each([
  ['a server that speaks no TLS', () => inject('standins').merchant.replace('http:', 'https:')],
  ['a name that does not exist', () => 'https://nothing-is-here.invalid/'],
  ['a port that nobody listens on', () => 'http://127.0.0.1:9/'],
])('%s is connect_failed', async (_, url) => {
  const { safeFetch } = await shop({ status: 200 });
  expect(await safeFetch({ ...call, url: url() }, 100)).toMatchObject({ ok: false, code: 'connect_failed' });
});

test.each<[string, Behaviour]>([
  ['resets the connection', { reset: true }],
  ['resets it within the body', { reset_mid_body: true }],
  ['promises more bytes than it sends', { wrong_content_length: true }],
])('a merchant that %s is connect_failed', async (_, behaviour) => {
  const { safeFetch, url } = await shop(behaviour);
  expect(await safeFetch({ ...call, url }, 1_000_000)).toMatchObject({ ok: false, code: 'connect_failed' });
});

test('a real redirect is not followed, and a real flood is cancelled', async () => {
  const redirect = await shop({ redirect: 'http://169.254.169.254/' });
  expect(await redirect.safeFetch({ ...call, url: redirect.url }, 100)).toMatchObject({
    code: 'redirected',
    status: 302,
  });
  const flood = await shop({ huge: 50_000_000 });
  expect(await flood.safeFetch({ ...call, url: flood.url }, 65_536)).toMatchObject({ code: 'too_large', status: 200 });
});

test.each<[string, string, CallErrorCode]>([
  ['410 Gone', 'content-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}', 'bad_encoding'],
  ['200 OK', 'content-encoding: br\r\ncontent-length: 2\r\n\r\n{}', 'bad_encoding'],
  ['429 Slow', 'retry-after: 7\r\ncontent-length: 9\r\n\r\n{"a":', 'connect_failed'],
])('the readable part of a response %s is returned with its error', async (line, rest, code) => {
  const { safeFetch, url } = await shop({ raw: `HTTP/1.1 ${line}\r\nconnection: close\r\n${rest}` });
  const answer = await safeFetch({ ...call, url }, 100);
  const status = Number(line.slice(0, 3));
  expect(answer).toMatchObject({ ok: false, code, status, partial: { status } });
  if (answer.ok || !answer.partial) throw new Error('no partial answer');
  expect(answer.partial.headers.get('retry-after')).toBe(status === 429 ? '7' : null);
  expect(new TextDecoder().decode(answer.partial.body)).toBe(status === 429 ? '{"a":' : '');
});

test('of a body above the limit, the part up to the limit is returned', async () => {
  const { stream } = bodyOf(10, 25);
  const { safeFetch } = scene(() => new Response(stream, { status: 201 }));
  const answer = await safeFetch(call, 99);
  expect(answer).toMatchObject({ ok: false, code: 'too_large', partial: { status: 201 } });
  expect(!answer.ok && answer.partial?.body.byteLength).toBe(99);
});
