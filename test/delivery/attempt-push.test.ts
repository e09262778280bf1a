import { expect, test } from 'vitest';
import type { UpdateObjectResult } from '../../src/clients/merchant';
import type { ShopifyResult } from '../../src/clients/shopify-admin';
import type { Push } from '../../src/db/pushes/pushes';
import type { Store } from '../../src/db/stores/stores';
import type { Deps } from '../../src/domain/ports';
import { attemptPush } from '../../src/domain/pushes/attempt-push';
import type { JsonObject } from '../../src/shared/json/json';

const NOW = Date.UTC(2026, 10, 29, 10);

/** Makes the attempt after `attempts` failed ones, with the given response of the merchant. */
function attempt(attempts: number, answer: Partial<UpdateObjectResult>, more: Partial<Push> = {}) {
  const whole = { status: null, error: null, retryAfter: null, answer: '', durationMs: 1, ...answer };
  const getObject = async () => ({ kind: 'failed', code: 'http_500' });
  const deps = { now: () => NOW, merchant: { updateObject: async () => whole, getObject } } as unknown as Deps;
  const push = { pushId: 'psh_1', accountId: 'acc_1', attempts, attemptsBefore: 0, createdAt: NOW, variables: {} };
  const endpoint = { url: 'https://shop.it/', method: 'POST', headers: {}, timeout_ms: 1 };
  const store = { storeId: 'str_1', kind: 'custom', secret: null, updateObject: endpoint, retiredSecrets: [] };
  Object.assign(store, { getObject: endpoint, deletedAt: null });
  return attemptPush(deps, { ...push, ...more } as unknown as Push, store as unknown as Store, 'UTC');
}
const failure = { status: 500, error: 'http_500' };

test.each([0, 4, 8, 9])('a failure after %i others counts for the circuit breaker', async (attempts) => {
  const [result, report] = await attempt(attempts, failure);
  expect(result.state).toBe(attempts === 9 ? 'dead' : 'retrying');
  expect(report).toMatchObject({ push_id: 'psh_1', outcome: 'failed' });
});

test('a delivered push is charged once and causes no warning, even half-way through the schedule', async () => {
  const [result, report] = await attempt(4, { status: 200 });
  expect(result).toMatchObject({
    state: 'delivered',
    nextAttemptAt: null,
    visibleAt: null,
    pausesStore: false,
    mayWarn: false,
  });
  expect(result.charge).toMatchObject({ kind: 'push', dedupeKey: 'push:psh_1' });
  expect(report).toMatchObject({ push_id: 'psh_1', outcome: 'ok' });
});

test.each([0, 3, 4, 5, 8])('failure number %i + 1 warns only half-way through the schedule', async (n) => {
  expect((await attempt(n, failure))[0].mayWarn).toBe(n === 4);
});

test.each([null, 404, 410, 500])(
  'the last attempt that fails with %s counts as a failure of the store',
  async (status) => {
    const [result, report] = await attempt(9, { status, error: 'x' });
    expect(result).toMatchObject({ state: 'dead', pausesStore: status === 410, visibleAt: null });
    expect(report?.outcome).toBe('failed');
  },
);

test.each([0, 9])('Retry-After slows the store down, also after %i failures', async (attempts) => {
  const [, report] = await attempt(attempts, { status: 429, error: 'http_429', retryAfter: '9999999999' });
  expect(report).toMatchObject({ outcome: 'throttled', retry_after_ms: 86_400_000 });
});

test('Retry-After only postpones, and is used only with 429 and 503', async () => {
  const at = async (status: number, retryAfter: string) =>
    ((await attempt(1, { status, error: 'x', retryAfter }))[0].nextAttemptAt ?? 0) - NOW;
  expect(await at(503, '600.5')).toBe(600_500);
  expect(await at(429, '1')).toBeGreaterThanOrEqual(300_000);
  expect(await at(429, 'Sun, 06 Nov 1994 08:49:37 GMT')).toBeGreaterThanOrEqual(300_000);
  expect(await at(500, '7200')).toBeLessThanOrEqual(330_000);
});

test('a push that cannot be sent to Shopify does not count for or against Shopify', async () => {
  const store = { storeId: 'str_1', kind: 'shopify' } as Store;
  const push = { pushId: 'psh_1', objectType: 'parcel', objectId: '1', variables: {}, attempts: 0, attemptsBefore: 0 };
  const deps = { now: () => NOW } as unknown as Deps;
  const [result, report] = await attemptPush(deps, push as unknown as Push, store, 'UTC');
  expect(result).toMatchObject({ state: 'dead', lastError: 'invalid_variables' });
  expect(report?.outcome).toBe('not_sent');
});

/** Makes an attempt at Shopify, which responds to one call after the other; the last response is repeated. */
function attemptAtShopify(variables: JsonObject, answers: Partial<ShopifyResult>[]) {
  const store = { storeId: 'str_1', kind: 'shopify', shopifyStoreName: 'shop', shopifyTokenApp: 'x' };
  const push = { pushId: 'psh_1', objectType: 'order', objectId: '1', variables, attempts: 0, attemptsBefore: 0 };
  const left = [...answers];
  const graphql = async () => ({ points: null, durationMs: 1, ...(left.length > 1 ? left.shift() : left[0]) });
  const deps = {
    now: () => NOW,
    sleep: async () => {},
    encryptor: { decrypt: async () => 'token' },
    shopify: { graphql },
  };
  return attemptPush(deps as unknown as Deps, push as unknown as Push, store as unknown as Store, 'UTC');
}

test('a push that Shopify throttles comes back when the bucket has points, and was no attempt', async () => {
  const [result, report] = await attemptAtShopify({ note: 'n' }, [{ kind: 'throttled', waitMs: 4_000 }]);
  expect(result).toMatchObject({ state: 'pending', nextAttemptAt: NOW + 4_000, attempt: null, pausesStore: false });
  expect(result.visibleAt).toBeGreaterThan(NOW + 4_000);
  expect(report).toMatchObject({ outcome: 'throttled', retry_after_ms: 4_000 });
});

test('a token that Shopify refuses pauses the store, and the push waits for that without being dead', async () => {
  const [result, report] = await attemptAtShopify({ note: 'n' }, [{ kind: 'http', status: 401, text: '' }]);
  expect(result).toMatchObject({ state: 'retrying', lastError: 'http_401', nextAttemptAt: NOW, pausesStore: true });
  expect(report?.outcome).toBe('failed');
});

test('a cancellation that Shopify does not complete in time is checked again by the next attempt', async () => {
  const open = { order: { cancelledAt: null } };
  const began = { orderCancel: { userErrors: [], jobResult: { status: 'STARTED', errors: [] } } };
  const answers = [open, began, open].map((data) => ({ kind: 'data' as const, data }));
  const [result] = await attemptAtShopify({ cancel: true }, answers);
  expect(result).toMatchObject({ state: 'retrying', lastError: 'cancel_pending' });
  const cancelled = { kind: 'data' as const, data: { order: { cancelledAt: '2026-11-29T10:00:00Z' } } };
  expect((await attemptAtShopify({ cancel: true }, [...answers, cancelled]))[0].state).toBe('delivered');
});

test.each([
  [0, 1_000],
  [1, 2_000],
  [2, 8_000],
])('a delivered push whose object cannot be read after %i failed reads is read again in %i ms', async (reads, ms) => {
  const verification = { awaiting: false, failedReads: reads, mismatches: 0, differing: [] };
  const [result, report] = await attempt(0, { status: 200 }, { verification });
  expect(result).toMatchObject({ state: 'retrying', nextAttemptAt: NOW + ms, lastError: 'verify_http_500' });
  expect(result.visibleAt).toBeGreaterThan(NOW + ms);
  expect(result.verification).toMatchObject({ awaiting: true, failedReads: reads + 1 });
  expect(report?.outcome).toBe('ok');
});
