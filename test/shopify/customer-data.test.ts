import { expect, test } from 'vitest';
import type { ShopifyResult } from '../../src/clients/shopify-admin';
import type { Store } from '../../src/db/stores/stores';
import type { Deps } from '../../src/domain/ports';
import { checkCustomerData } from '../../src/domain/stores/check/check-customer-data';

/** Returns the result of the check when Shopify always gives this response. */
async function checkResultFor(answer: object) {
  const deps = {
    now: () => 0,
    log: () => undefined,
    sleep: async () => undefined,
    encryptor: { decrypt: async () => 'shpat_x' },
    storeRate: { takePoints: async () => ({ waitMs: 0, mustReport: true }), reportPoints: async () => undefined },
    shopify: { graphql: async () => ({ points: null, durationMs: 1, ...answer }) as ShopifyResult },
  } as unknown as Deps;
  const store = { storeId: 'str_1', kind: 'shopify', shopifyTokenApp: 'sealed', shopifyStoreName: 'my-shop' };
  const { status, message } = await checkCustomerData(deps, store as Store);
  return [status, message];
}
const data = (value: unknown) => ({ kind: 'data', data: value });
const unclear = (code: string) => ['skipped', `Access could not be checked (${code}).`];

test('a shop without an order is distinguished from an empty response', async () => {
  const [status, message] = await checkResultFor(data({ orders: { nodes: [] } }));
  expect([status, message]).toEqual(['skipped', 'The shop has no order yet to check it with.']);
  for (const strange of [
    {},
    { orders: null },
    { orders: {} },
    { orders: { nodes: null } },
    { orders: { nodes: [7] } },
  ]) {
    expect([strange, await checkResultFor(data(strange))]).toEqual([strange, unclear('not_json')]);
  }
  expect((await checkResultFor(data({ orders: { nodes: [{ id: '1' }] } })))[0]).toBe('passed');
});

test('the check reports by a code why access could not be checked', async () => {
  expect(await checkResultFor({ kind: 'failed', code: 'timeout' })).toEqual(unclear('timeout'));
  expect(await checkResultFor({ kind: 'http', status: 502, retryAfter: null, text: '' })).toEqual(unclear('http_502'));
  expect(await checkResultFor({ kind: 'throttled', waitMs: 1 })).toEqual(unclear('throttled'));
});

test('a member that is missing because of a transient error does not count as missing access', async () => {
  const path = ['orders', 'nodes', 0, 'phone'];
  const refused = (code: string) =>
    checkResultFor({
      kind: 'refused',
      errors: [{ message: 'x', code, path }],
      data: { orders: { nodes: [{ id: '1', phone: null }] } },
    });
  expect(await refused('INTERNAL_SERVER_ERROR')).toEqual(unclear('internal_server_error'));
  expect((await refused('ACCESS_DENIED'))[0]).toBe('failed');
});
