import assert from 'node:assert/strict';
import { join } from 'node:path';
import { callJson, eventually, phone } from './local/api.ts';
import { setUpDemo } from './local/demo.ts';
import { startWorld } from './local/world.ts';

const CUSTOMER = '393331234567';

const world = await startWorld({ cronMs: 1_000 });
const { meta, merchant } = world;

async function killAndRestart(when: string, phoneNumberId: string): Promise<void> {
  await world.kill();
  // The port may not be free again yet, so Meta is told of the new one.
  await phone(meta, phoneNumberId).tell({ webhook_url: `${world.worker().url}/webhook/facebook/` });
  console.log(`killed with -9 and started again: ${when}`);
}

try {
  const at = { worker: world.worker().url, merchant, meta, adminToken: world.adminToken };
  const demo = await setUpDemo({ ...at, file: join(world.folder, 'demo.json') });
  const headers = { 'x-api-key': demo.api_key };
  const shop = `${merchant}/_control/m/demo`;
  await callJson('PUT', shop, {
    body: {
      objects: { '1001': { phone: `+${CUSTOMER}`, total: '59.90', customer: { first_name: 'Ada' } } },
      behaviour: { updateObject: [{ status: 500 }] },
    },
  });
  const created = await callJson('POST', `${world.worker().url}/v1/createOrder`, {
    headers,
    body: {
      order_id: '1001',
      id_store: demo.id_store,
      currency: 'EUR',
      total: '59.90',
      payment_method: 'cod',
      customer: { phone: `+${CUSTOMER}` },
      items: [{ quantity: 1 }],
    },
  });
  const [requestId] = created.request_ids;
  const request = () => callJson('GET', `${world.worker().url}/v1/getRequest?request_id=${requestId}`, { headers });
  const push = (one: any) => one.steps.find((step: { step: string }) => step.step === 'confirmed')?.detail;

  await eventually('the wait for the reply', async () => ((await request()).status === 'waiting' ? true : null));
  await killAndRestart('while it waits for the reply', demo.phoneNumberId);

  const customer = phone(meta, demo.phoneNumberId);
  const [asked] = await customer.sent();
  assert.ok(asked);
  const { payload } = asked.body.template.components.at(-2).parameters[0];
  const answers = await customer.reply({ from: CUSTOMER, button: { payload, text: 'Confermo' }, copies: 3 });
  assert.deepEqual(answers, [200, 200, 200]);
  await eventually('the first attempt of the push', async () =>
    push(await request())?.attempts?.length === 1 ? true : null,
  );
  await killAndRestart('while the push is retrying', demo.phoneNumberId);

  const done = await eventually(
    'the end',
    async () => ((await request()).status === 'completed' ? request() : null),
    120_000,
  );
  assert.equal(done.outcome, 'confirmed');
  assert.equal((await customer.sent()).length, 1, 'the customer was asked once');
  assert.deepEqual(
    push(done).attempts.map(({ status }: { status: number }) => status),
    [500, 200],
  );
  const { deliveries } = await callJson('GET', `${shop}/calls`);
  assert.deepEqual(
    deliveries.map(({ verdict }: { verdict: string }) => verdict),
    ['ok'],
    'the merchant was told once',
  );
  const ledger = await callJson('GET', `${world.worker().url}/v1/getChargesByUserKey?user_key=%2B${CUSTOMER}`, {
    headers,
  });
  assert.deepEqual(ledger.data.map(({ kind }: { kind: string }) => kind).sort(), ['flow.run', 'push']);
  assert.equal(ledger.total, '0.0510');
  console.log('the journey survived: asked once, told once, charged once');
  console.log('1 passed, 0 failed');
} catch (error) {
  console.error(error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
} finally {
  await world.stop();
}
