import deliveryFailed from '../../flows/delivery-failed.json' with { type: 'json' };
import deliveryFailedEn from '../../flows/en/delivery-failed.json' with { type: 'json' };
import { eventually } from '../../scripts/local/api.ts';
import type { Merchant } from './merchant.ts';
import type { Language } from './visit.ts';

export type Connected = Merchant & { storeId: string; channelId: string };

/** Connects the merchant's own system and number by the API, for walks that begin after the set-up. */
export async function connect(merchant: Merchant): Promise<Connected> {
  const { as, own, number } = merchant;
  const store = await as('POST', '/v1/stores', {
    name: 'Gestionale',
    kind: 'custom',
    get_object: { url: `${own.url}/getObject` },
    update_object: { url: `${own.url}/updateObject` },
  });
  await own.configure({ secret: store.secret });
  const channel = await as('POST', '/v1/channels', {
    name: 'WhatsApp',
    phone_number_id: number.id,
    waba_id: number.waba,
    access_token: number.token,
    app_secret: number.appSecret,
  });
  return { ...merchant, storeId: store.id_store, channelId: channel.channel_id };
}

/** Switches the ready flow for held parcels on, at any hour: these tests run by night too. */
export async function switchOnHeldParcels(
  { as, channelId, approvesAtOnce }: Connected,
  language: Language,
): Promise<void> {
  const { send_window: _, ...definition } = language === 'it' ? deliveryFailed : deliveryFailedEn;
  await approvesAtOnce();
  await as('PUT', '/v1/flows/delivery-failed', { ...definition, active: false, activate_when_ready: true });
  await as('POST', `/v1/channels/${channelId}/templates`, { flow: 'delivery-failed' });
  await eventually('the active flow', async () => (await as('GET', '/v1/flows/delivery-failed')).active || null);
}

/** Places a customer's order in the merchant's own system and here. Returns the ids of the requests that it starts. */
export async function createOrder(
  { as, own, storeId }: Connected,
  {
    orderId,
    number,
    first,
    last,
    phone,
  }: { orderId: string; number: string; first: string; last: string; phone: string },
): Promise<string[]> {
  const customer = { first_name: first, last_name: last, phone };
  await own.configure({ objects: { [orderId]: { phone, order_number: number, total: '59.90', customer } } });
  const { request_ids } = await as('POST', '/v1/createOrder', {
    order_id: orderId,
    order_number: number,
    id_store: storeId,
    currency: 'EUR',
    total: '59.90',
    payment_method: 'cod',
    customer,
    items: [{ sku: 'MAGLIA-M', name: 'Maglia', quantity: 1, unit_price: '59.90' }],
  });
  return request_ids;
}
