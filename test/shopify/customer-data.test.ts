import { expect, test } from 'vitest';
import type { ShopifyResult } from '../../src/clients/shopify-admin';
import type { Store } from '../../src/db/stores';
import type { Deps } from '../../src/domain/ports';
import { checkCustomerData } from '../../src/domain/stores/check/check-customer-data';

/** What the check says where Shopify gives this answer, however often it is asked. */
async function checked(answer: object) {
  const deps = {
    now: () => 0,
    log: () => undefined,
    sleep: async () => undefined,
    encryptor: { decrypt: async () => 'shpat_x' },
    storeRate: { takePoints: async () => 0, tellPoints: async () => undefined },
    shopify: { ask: async () => ({ points: null, durationMs: 1, ...answer }) as ShopifyResult },
  } as unknown as Deps;
  const store = { storeId: 'str_1', kind: 'shopify', shopifyTokenApp: 'sealed', shopifyStoreName: 'my-shop' };
  const { status, message } = await checkCustomerData(deps, store as Store);
  return [status, message];
}
const data = (value: unknown) => ({ kind: 'data', data: value });
const unclear = (code: string) => ['skipped', `Access could not be checked (${code}).`];

test('a shop without an order is told from an answer that says nothing', async () => {
  const [status, message] = await checked(data({ orders: { nodes: [] } }));
  expect([status, message]).toEqual(['skipped', 'The shop has no orders yet by which it could be seen.']);
  for (const strange of [
    {},
    { orders: null },
    { orders: {} },
    { orders: { nodes: null } },
    { orders: { nodes: [7] } },
  ]) {
    expect([strange, await checked(data(strange))]).toEqual([strange, unclear('not_json')]);
  }
  expect((await checked(data({ orders: { nodes: [{ id: '1' }] } })))[0]).toBe('passed');
});

test('why access could not be checked is said by its code', async () => {
  expect(await checked({ kind: 'failed', code: 'timeout' })).toEqual(unclear('timeout'));
  expect(await checked({ kind: 'http', status: 502, retryAfter: null, text: '' })).toEqual(unclear('http_502'));
  expect(await checked({ kind: 'throttled', waitMs: 1 })).toEqual(unclear('throttled'));
});

test('a member that did not come for a reason that passes is not one the app has no access to', async () => {
  const path = ['orders', 'nodes', 0, 'phone'];
  const refused = (code: string) =>
    checked({
      kind: 'refused',
      errors: [{ message: 'x', code, path }],
      data: { orders: { nodes: [{ id: '1', phone: null }] } },
    });
  expect(await refused('INTERNAL_SERVER_ERROR')).toEqual(unclear('internal_server_error'));
  expect((await refused('ACCESS_DENIED'))[0]).toBe('failed');
});
