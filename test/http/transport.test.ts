import { createExecutionContext } from 'cloudflare:test';
import { env, exports } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { httpStatusOf, problemResponse } from '../../src/http/errors/problem';
import worker from '../../src/index';
import { AppError, ERROR_TITLES, type ErrorCode } from '../../src/shared/errors/app-error';
import { allOperations, fillPath } from '../support/openapi-operations';
import { newScene } from '../support/scene';
import { call } from '../support/tenant';

test('HEAD is GET without a body; OPTIONS allows browsers to send keys in headers', async () => {
  const scene = await newScene();
  const head = await scene.as('HEAD', '/v1/getRequests');
  expect([head.status, head.body]).toEqual([200, '']);
  const options = await call('OPTIONS', '/v1/createRequest', {
    headers: {
      origin: 'https://shop.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-api-key',
    },
  });
  expect(options.status).toBe(204);
  expect(options.headers.get('access-control-allow-origin')).toBe('*');
  expect(options.headers.get('access-control-allow-headers')).toContain('x-api-key');
  expect(options.headers.get('access-control-allow-credentials')).toBeNull();
  const webhook = await call('OPTIONS', '/webhook/facebook/');
  expect([webhook.status, webhook.headers.get('allow')]).toEqual([204, 'GET, POST, HEAD, OPTIONS']);
});

test('a response states the remaining quota, and browsers can read errors', async () => {
  const scene = await newScene();
  const answer = await scene.as('GET', '/v1/account', undefined, { origin: 'https://shop.example' });
  expect(answer.headers.get('ratelimit-policy')).toBe('"key";q=6000;w=60');
  expect(answer.headers.get('ratelimit')).toMatch(/^"key";r=\d+;t=\d+$/);
  const refused = await call('GET', '/v1/account', { headers: { origin: 'https://shop.example' } });
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, '*']);
});

test('every response forbids caching and content sniffing', async () => {
  const scene = await newScene();
  const answers = await Promise.all([
    call('GET', `/v1/account?api_key=${scene.key}`),
    scene.as('POST', '/v1/keys', { name: 'shown once' }),
    call('GET', '/v1/account'),
    call('GET', '/nothing'),
    call('GET', '/admin/accounts'),
    call('GET', '/media/x'),
    call('GET', '/openapi.json'),
    call('GET', '/docs'),
    call('GET', '/webhook/facebook/?hub.mode=subscribe&hub.verify_token=abcd1234&hub.challenge=1'),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 201, 401, 404, 401, 404, 200, 200, 200]);
  for (const { headers } of answers) {
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test('a call above the quota of its key gets 429 with Retry-After', async () => {
  const scene = await newScene();
  const exhausted = { ...env, KEY_RATE: { limit: async () => ({ success: false }) } };
  const request = new Request('https://aisac.test/v1/account', { headers: { 'x-api-key': scene.key } });
  const answer = await worker.fetch(request, exhausted, createExecutionContext());
  expect(answer.status).toBe(429);
  expect(await answer.json()).toMatchObject({ code: 'rate_limited' });
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(answer.headers.get('ratelimit')).toMatch(/^"key";r=0;t=\d+$/);
});

test('a call without the required scope counts towards the quota', async () => {
  const scene = await newScene();
  const { body } = await scene.as('POST', '/v1/keys', { name: 'x', scopes: ['webhook:shopify'] });
  const counted: string[] = [];
  const counting = { limit: async ({ key }: { key: string }) => ({ success: counted.push(key) < 2 }) };
  const call = () =>
    worker.fetch(
      new Request('https://aisac.test/v1/account', { headers: { 'x-api-key': body.api_key } }),
      { ...env, KEY_RATE: counting },
      createExecutionContext(),
    );
  expect([(await call()).status, (await call()).status]).toEqual([403, 429]);
  expect(counted).toEqual([body.key_id, body.key_id]);
});

test('a bookmark is accepted, and an invalid one is ignored', async () => {
  const scene = await newScene();
  const first = await scene.as('GET', '/v1/account');
  const bookmark = first.headers.get('x-d1-bookmark') ?? '';
  expect(bookmark).not.toBe('');
  expect((await scene.as('GET', '/v1/account', undefined, { 'x-d1-bookmark': bookmark })).status).toBe(200);
  for (const wrong of ['x', "' or 1", 'x'.repeat(5_000)]) {
    expect((await scene.as('GET', '/v1/account', undefined, { 'x-d1-bookmark': wrong })).status).toBe(200);
  }
});

test('a body without a declared length is read up to the limit only', async () => {
  const scene = await newScene();
  let sent = 0;
  const endless = new ReadableStream({
    pull(controller) {
      sent += 65_536;
      controller.enqueue(new Uint8Array(65_536).fill(120));
    },
  });
  const answer = await exports.default.fetch('https://aisac.test/v1/createRequest', {
    method: 'POST',
    headers: { 'x-api-key': scene.key, 'content-type': 'application/json' },
    body: endless,
  });
  expect(answer.status).toBe(413);
  expect(sent).toBeLessThan(2_000_000);
});

test('healthz reports liveness, and with deep=1 D1 too', async () => {
  expect((await call('GET', '/healthz')).body).toEqual({ status: 'ok' });
  expect((await call('GET', '/healthz?deep=1')).body).toEqual({ status: 'ok', d1: 'ok' });
});

const operations = await allOperations();
const methodsByPath = Map.groupBy(operations, ({ path }) => path);

test.each([...methodsByPath].map(([path, own]) => [path, own.map(({ method }) => method)] as const))(
  '%s refuses every other method, and names its own',
  async (path, own) => {
    const allowed = [...own, ...(own.includes('GET') ? ['HEAD'] : []), 'OPTIONS'];
    const others = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !allowed.includes(method));
    for (const method of others) {
      const answer = await call(method, fillPath(path, {}));
      const allow = answer.headers.get('allow')?.split(', ').toSorted();
      expect([method, answer.status, allow]).toEqual([method, 405, allowed.toSorted()]);
    }
  },
);

test('what passes without the caller says when to call again', async () => {
  const request = () => new Request('https://aisac.test/v1/account');
  const incomplete = { ...env, META_VERIFY_TOKEN: '' };
  const answer = await worker.fetch(request(), incomplete, createExecutionContext());
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60']);
  const page = await worker.fetch(
    new Request('https://aisac.test/account/profile'),
    incomplete,
    createExecutionContext(),
  );
  expect([page.status, page.headers.get('retry-after')]).toEqual([503, '60']);
  const health = await worker.fetch(new Request('https://aisac.test/healthz'), incomplete, createExecutionContext());
  expect([health.status, health.headers.get('retry-after')]).toEqual([503, '60']);
  const codes = Object.keys(ERROR_TITLES) as ErrorCode[];
  const waits = (code: ErrorCode) => problemResponse(new AppError(code), 'x').headers.has('retry-after');
  const passing = codes.filter(
    (code) => [425, 429, 503].includes(httpStatusOf(code)) || code === 'idempotency_in_progress',
  );
  expect(codes.filter(waits).toSorted()).toEqual(passing.toSorted());
  const known = problemResponse(new AppError('unavailable', 'x', { retryAfterMs: 1_020_500 }), 'x');
  expect(known.headers.get('retry-after')).toBe('1021');
});
