import { expect, test } from 'vitest';
import { newScene } from '../support/scene';
import { storeShipment } from '../support/store-shipment';

const END = { id: 'done', do: 'end', outcome: 'ok' };
const seeing = (text: string) => [{ id: 'see', do: 'set', variables: { seen: text } }, END];

test('the check of a flow knows the triggers, the variable and its members', async () => {
  const scene = await newScene();
  const check = async (flow: Record<string, unknown>) => {
    const { status, body } = await scene.as('PUT', '/v1/flows/checked', { name: 'x', ...flow });
    const found = [...(body.errors ?? []), ...(body.warnings ?? [])];
    return [status < 300, found.map(({ path, code }: { path: string; code: string }) => [path, code])];
  };
  const on = 'shipment.held';
  expect(
    await check({ trigger: { on, when: "shipment.held.reason == 'refused'" }, steps: seeing('{{ shipment.id }}') }),
  ).toEqual([true, []]);
  expect(await check({ trigger: { on }, steps: seeing('{{ shipment.number }} {{ shipment.held.days }}') })).toEqual([
    true,
    [['/steps/0/variables/seen', 'unknown_variable']],
  ]);
  const cancel = [
    { on: 'shipment.delivered', when: 'shipment.attempts > 1' },
    { on: 'order.cancelled', when: 'shipment.attempts > 1' },
  ];
  expect(
    await check({ trigger: { on: 'order.created' }, cancel_on: cancel, steps: seeing('{{ shipment.id }}') }),
  ).toEqual([
    false,
    expect.arrayContaining([
      ['/cancel_on/1/when', 'unknown_variable'],
      ['/steps/0/variables/seen', 'unknown_variable'],
    ]),
  ]);
  const saved = [{ id: 'read', do: 'get_object', save_as: 'shipment' }, END];
  expect(await check({ trigger: { on }, steps: saved })).toEqual([false, [['/steps/0/save_as', 'name_taken']]]);
  expect(await check({ trigger: { on: 'shipment.announced' }, steps: seeing('x') })).toEqual([
    false,
    expect.arrayContaining([['/trigger/on', expect.any(String)]]),
  ]);
});

test('the simulator takes a shipment, and makes one that fits the trigger', async () => {
  const scene = await newScene();
  const definition = {
    name: 'x',
    trigger: { on: 'shipment.held' },
    steps: seeing('{{ shipment.state }} {{ shipment.held.reason }} {{ shipment.tracking_number }}'),
  };
  const simulate = async (scenario: Record<string, unknown>) =>
    (await scene.as('POST', '/v1/flows/x/simulate', { definition, ...scenario })).body.variables;
  expect(await simulate({})).toEqual({ seen: 'held  ' });
  expect(await simulate({ shipment: { tracking_number: 'XX1', held: { reason: 'refused' } } })).toEqual({
    seen: 'held refused XX1',
  });
  const refused = await scene.as('POST', '/v1/flows/x/simulate', { definition, shipment: { nummer: 'x' } });
  expect(refused.status).toBe(422);
});

test('an order that a flow reads has its shipments, unless the merchant’s answer has its own', async () => {
  const scene = await newScene();
  const item = { name: 'Tazza', quantity: 1 };
  await scene.as('POST', '/v1/createOrder', { order_id: '1001', currency: 'EUR', total: '9.90', items: [item] });
  await storeShipment(scene.accountId, '1001');
  await scene.saveFlow({
    steps: [
      { id: 'order', do: 'get_object', save_as: 'order' },
      ...seeing('{{ order.shipments.size }} {{ order.shipments[0].state }}'),
    ],
  });
  const seen = async (order: Record<string, unknown>) => {
    await scene.configureMerchant({ objects: { '1001': order } });
    return (await scene.waitForStatus(await scene.start(), 'completed')).variables.seen;
  };
  expect(await seen({ total: '9.90' })).toBe('1 in_transit');
  expect(await seen({ shipments: [{ state: 'own' }, {}] })).toBe('2 own');
});
