import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDirectWorker } from '../../bench/support/direct-worker.ts';
import { type DirectShop, openShop, startStandins, withShop } from '../support/node/direct-shop.ts';
import { checkOutPrevious } from '../support/node/previous-version.ts';

const [ADA, BICE, CARLO, DINA] = ['393330000001', '393330000002', '393330000003', '393330000004'] as const;

const previous = checkOutPrevious();
if (!previous) console.warn('git tells no history here: the previous Worker is not tried on the new schema');

describe.skipIf(!previous)('while the schema is newer than the Worker', () => {
  const persistTo = mkdtempSync(join(tmpdir(), 'aisac-previous-'));
  let world: Awaited<ReturnType<typeof startStandins>>;

  beforeAll(async () => {
    world = await startStandins();
  });
  afterAll(async () => {
    await world.close();
    rmSync(persistTo, { recursive: true, force: true });
    previous?.remove();
  });

  let key = '';

  /** Runs a version of the Worker on the state that the previous one left. */
  async function on(root: string | undefined, work: (shop: DirectShop) => Promise<void>): Promise<void> {
    const worker = await startDirectWorker(world.settings, { root, persistTo });
    try {
      key ||= await openShop(worker, world.standins, world.secrets.ADMIN_TOKEN);
      await withShop(worker, world.standins, key, work);
    } finally {
      await worker.stop();
    }
  }

  const order = (order_id: string, customer: string) => ({
    order_id,
    currency: 'EUR',
    total: '59.90',
    customer: { first_name: 'Ada', phone: `+${customer}` },
    items: [{ sku: 'A-1', quantity: 1, unit_price: '59.90' }],
  });

  const ids = { ada: '', bice: '', carlo: '' };

  test('the previous Worker does all of its work, including an erasure', async () => {
    await on(previous?.folder, async ({ as, startRequest: asks, confirm: confirms }) => {
      ids.ada = await asks(ADA, { note: 'perché 🎁' });
      const done = await confirms(ADA, ids.ada);
      expect(done).toMatchObject({ status: 'completed', outcome: 'confirmed', variables: { note: 'perché 🎁' } });
      const runs = await as('GET', `/v1/getFlowByUserKey?user_key=%2B${ADA}`);
      expect(runs.data.map((run: any) => run.request_id)).toEqual([ids.ada]);
      expect((await as('GET', `/v1/getChargesByUserKey?user_key=%2B${ADA}`)).total).toBe('0.0510');
      expect(await as('POST', '/v1/createOrder', order('1', ADA))).toMatchObject({ source: 'api' });
      const carlo = await asks(CARLO);
      const erased = await as('DELETE', `/v1/users/%2B${CARLO}`);
      expect(erased.erased.requests, carlo).toBe(1);
      ids.bice = await asks(BICE);
    });
  }, 60_000);

  test('the new Worker reads the rows of the previous one and continues its runs', async () => {
    await on(undefined, async ({ as, startRequest: asks, confirm: confirms, request }) => {
      expect(await request(ids.ada)).toMatchObject({ outcome: 'confirmed', variables: { note: 'perché 🎁' } });
      expect((await as('GET', '/v1/orders')).data.map((one: any) => one.order_id)).toEqual(['1']);
      expect((await request(ids.bice)).status).toBe('waiting');
      expect((await confirms(BICE, ids.bice)).outcome).toBe('confirmed');
      ids.carlo = await asks(CARLO);
      await as('POST', '/v1/createOrder', order('2', DINA));
      expect((await as('DELETE', `/v1/users/%2B${ADA}`)).erased.requests).toBe(1);
    });
  }, 60_000);

  test('after a rollback the previous Worker continues the runs of the new one', async () => {
    await on(previous?.folder, async ({ as, confirm: confirms, request }) => {
      expect((await request(ids.bice)).outcome).toBe('confirmed');
      expect((await as('GET', '/v1/orders')).data.map((one: any) => one.order_id)).toEqual(['2']);
      expect((await confirms(CARLO, ids.carlo)).outcome).toBe('confirmed');
      expect((await as('DELETE', `/v1/users/%2B${CARLO}`)).erased.requests).toBe(1);
    });
  }, 60_000);
});
