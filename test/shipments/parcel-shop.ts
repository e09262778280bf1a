import { newTenant } from '../support/tenant';

export const HOUR = 3_600_000;

/** An order as createOrder takes it, without its id. */
export const ORDER = {
  order_number: '#1042',
  customer: { first_name: 'Ada', phone: '+393331234567' },
  currency: 'EUR',
  total: '59.90',
  items: [{ sku: 'A-1', quantity: 1, unit_price: '59.90' }],
};

/** Returns the instant this long ago, as RFC 3339 in UTC. */
export const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

/** Creates an account with a store and these orders, whose parcels a test reports by the API. */
export async function newParcelShop(orderIds: string[] = ['1042'], account: Record<string, unknown> = {}) {
  const tenant = await newTenant(account);
  const store = await tenant.as('POST', '/v1/stores', {
    name: 'Negozio',
    kind: 'custom',
    get_object: { url: 'https://shop.example/getObject' },
    update_object: { url: 'https://shop.example/updateObject' },
  });
  const addOrder = async (order_id: string) => {
    const { status, body } = await tenant.as('POST', '/v1/createOrder', { ...ORDER, order_id });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  };
  for (const id of orderIds) await addOrder(id);

  /** Returns an event of a parcel of order 1042, an hour ago. */
  const event = (
    state: string | undefined,
    { order_id = '1042', parcel = { tracking_number: 'XX1' }, order = undefined as object | undefined, ...more } = {},
  ) => ({ order_id, parcel, order, event: { state, at: ago(HOUR), ...more } });

  const report = (body: unknown, headers: Record<string, string> = {}) =>
    tenant.as('POST', '/v1/shipment_events', body, headers);
  /** Reports events one after another and returns their items. */
  const reportAll = async (...data: object[]): Promise<any[]> => {
    const { status, body } = await report({ data });
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body.data;
  };
  const list = async (query = '') => (await tenant.as('GET', `/v1/shipments${query}`)).body;
  const show = async (id: string) => (await tenant.as('GET', `/v1/shipments/${id}`)).body;
  return { ...tenant, storeId: store.body.id_store as string, addOrder, event, report, reportAll, list, show };
}
