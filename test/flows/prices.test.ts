import { env } from 'cloudflare:workers';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountText } from '../../src/db/charges/charges';
import { openDatabase } from '../../src/db/sql/database';
import { formatMoney } from '../../src/shared/numbers/money';
import { newScene, type Scene, until } from '../support/scene';

const end = (outcome: string) => ({ id: 'done', do: 'end', outcome });
const setPrices = async (scene: Scene, price_list: Record<string, string>) =>
  expect((await scene.as('PATCH', '/v1/account', { price_list })).status).toBe(200);
const chargesOf = async (scene: Scene) =>
  (await scene.charges()).data.map(({ kind, amount, currency }: any) => `${kind} ${amount} ${currency}`).sort();

test('a charge step uses the price in force when it is written, however long the run has waited', async () => {
  const scene = await newScene({ price_list: { 'flow.run': '0.05', call: '1.00', gone: '3.00', push: '0.001' } });
  const charge = (id: string, kind: string, more: object = {}) => ({ id, do: 'charge', kind, quantity: 2, ...more });
  await scene.saveFlow({
    steps: [
      charge('before', 'call'),
      { id: 'person', do: 'hand_over', note: '' },
      charge('after', 'call'),
      charge('new', 'extra.call-2'),
      charge('own', 'call', { unit_price: '0.123456' }),
      { id: 'push', do: 'update_object', variables: { a: 1 }, wait: true },
      charge('gone', 'gone'),
      end('done'),
    ],
  });
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  await setPrices(scene, { 'flow.run': '9', call: '2.50', push: '0.002', 'extra.call-2': '0.000001' });
  await scene.as('PATCH', `/v1/requests/${requestId}`, { resume: 'after' });
  const { error, steps } = await scene.waitForStatus(requestId, 'failed');
  expect(error).toMatchObject({ code: 'no_price', step: 'gone' });
  const expected = [
    'flow.run 0.0500 EUR',
    'call 2.0000 EUR',
    'call 5.0000 EUR',
    'call 0.246912 EUR',
    'push 0.0020 EUR',
    'extra.call-2 0.000002 EUR',
  ];
  expect(await chargesOf(scene)).toEqual(expected.sort());
  const details = steps
    .filter(({ step, kind }: any) => step !== null && kind === 'charge')
    .map(({ detail }: any) => detail.amount);
  expect(details).toEqual(['2.0000', '5.0000', '0.000002', '0.246912', undefined]);
});

test('a push is charged at the price in force when the shop answers', async () => {
  const scene = await newScene({ price_list: { push: '0.001' } });
  await scene.configureMerchant({ behaviour: { updateObject: [{ slow: 1_500 }] } });
  await scene.saveFlow({ steps: [{ id: 'push', do: 'update_object', variables: { a: 1 }, wait: true }, end('done')] });
  const requestId = await scene.start();
  await until(async () => {
    const [push] = (await scene.as('GET', '/v1/pushes')).body.data;
    expect(push?.state).toBe('in_flight');
  });
  await setPrices(scene, { push: '0.002' });
  await scene.waitForStatus(requestId, 'completed');
  expect(await chargesOf(scene)).toEqual(['push 0.0020 EUR']);
});

test('an amount that is too large is not charged, and the step fails with a code', async () => {
  const scene = await newScene({ price_list: { call: '0.01' } });
  await scene.saveFlow({
    steps: [
      { id: 'person', do: 'hand_over', note: '' },
      { id: 'call', do: 'charge', kind: 'call', quantity: 1_000_000 },
      end('done'),
    ],
  });
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  await setPrices(scene, { call: '999999999' });
  await scene.as('PATCH', `/v1/requests/${requestId}`, { resume: 'call' });
  expect((await scene.waitForStatus(requestId, 'failed')).error).toMatchObject({
    code: 'amount_too_large',
    step: 'call',
  });
  expect(await chargesOf(scene)).toEqual([]);
});

test('a statement formats an amount as the API does', async () => {
  const amounts = fc.sample(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), 200);
  const all = [0, 1, 10, 99, 100, 123_456, 1_000_000, 1_230_000, ...amounts, ...amounts.map((one) => one % 1_000_000)];
  const rows = await openDatabase(env.DB).all<{ text: string }>(
    sql`select ${amountText(sql`value`)} text from json_each(${JSON.stringify(all)})`,
  );
  expect(rows.map(({ text }) => text)).toEqual(all.map((amount) => formatMoney(amount, 4)));
});
