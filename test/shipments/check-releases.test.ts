import { expect, test } from 'vitest';
import heldParcelFlow from '../support/held-parcel-flow.json' with { type: 'json' };
import { newScene, until } from '../support/scene';

test('the scan that shows a released parcel on its way ends the wait for it, before the next scheduled check', async () => {
  const scene = await newScene();
  const order = {
    order_id: '1042',
    currency: 'EUR',
    total: '24.90',
    items: [{ sku: 'A', quantity: 1, unit_price: '24.90' }],
  };
  const report = async (state: string, hoursAgo: number) => {
    const parcel = { tracking_number: 'XX1' };
    const event = { state, at: new Date(Date.now() - hoursAgo * 3_600_000).toISOString() };
    return (await scene.as('POST', '/v1/shipment_events', { order_id: '1042', parcel, event, order })).body.data[0];
  };
  const release = heldParcelFlow.steps.find(({ id }) => id === 'again');
  const ends = ['done', 'person'].map((id) => ({ id, do: 'end', outcome: id }));
  await scene.saveFlow({ trigger: { on: 'shipment.held' }, steps: [release, ...ends] }, 'release');
  const held = await report('held', 1);
  const [requestId] = held.request_ids;
  await until(async () => {
    const { data } = (await scene.as('GET', `/v1/pushes?request_id=${requestId}`)).body;
    expect(data).toMatchObject([{ state: 'retrying', last_error: 'verify_still_held' }]);
  });
  expect(await report('out_for_delivery', 0)).toMatchObject({ applied: true });
  expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('done');
});
