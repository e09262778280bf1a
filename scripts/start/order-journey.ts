import { callJson, eventually } from '../local/api.ts';
import { showHop } from '../local/show.ts';
import { CUSTOMER, type Journey, showRequest } from './journey.ts';

/** Plays one order from createOrder to its charges. Returns its id and the id of its request. */
export async function playOrderJourney({ world, demo, client, customer, ...journey }: Journey) {
  const orderId = `demo-${Date.now()}`;
  const order = { phone: `+${CUSTOMER}`, total: '59.90', customer: { first_name: 'Ada' } };
  await callJson('PUT', `${world.merchant}/_control/m/demo`, {
    body: { objects: { '1001': order, [orderId]: order } },
  });

  const body = {
    order_id: orderId,
    id_store: demo.id_store,
    currency: 'EUR',
    total: '59.90',
    payment_method: 'cod',
    customer: { first_name: 'Ada', phone: `+${CUSTOMER}` },
    items: [{ sku: 'MAGLIA-M', name: 'Maglia', quantity: 1, unit_price: '59.90' }],
  };
  showHop('Merchant', 'Worker', 'POST /v1/createOrder: an order, cash on delivery', body);
  const created = await client.v1.createOrder.$post({ json: body });
  if (created.status !== 201) throw new Error(`createOrder: ${created.status} ${await created.text()}`);
  const [requestId = ''] = (await created.json()).request_ids;
  await journey.waitFor('the question', requestId, 'waiting');

  const asked = await journey.lastMessage();
  for (const status of ['sent', 'delivered', 'read']) {
    showHop('Meta', 'Worker', `POST /webhook/facebook/: the message is ${status}`);
    await customer.status({ wamid: asked.wamid, status });
  }
  await journey.press(asked, 'Confermo', 3);

  showRequest(await journey.waitFor('the end', requestId, 'completed'));
  const charges = await eventually('the charges', async () => {
    const ledger = await client.v1.getChargesByUserKey.$get({ query: { user_key: `+${CUSTOMER}` } });
    const mine = (await ledger.json()).data.filter((charge) => charge.request_id === requestId);
    return mine.length === 3 ? mine : null;
  });
  const amount = ({ kind, amount, currency }: (typeof charges)[number]) => `${kind}: ${amount} ${currency}`;
  showHop('Merchant', 'Worker', 'GET /v1/getChargesByUserKey', charges.map(amount).join('\n'));
  return { orderId, requestId };
}
