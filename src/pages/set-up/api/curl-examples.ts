import type { SetUpRows } from '../../../db/pages/set-up';
import type { apiTexts } from './api-texts';

type Operation = keyof (typeof apiTexts)['en']['operation'];

/** Within single quotes a shell interprets only the single quote. */
const shellQuote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const post = (origin: string, name: string, body: object): string =>
  `curl -X POST ${shellQuote(`${origin}/v1/${name}`)} -H 'X-Api-Key: API_KEY' -H 'content-type: application/json' -d ${shellQuote(JSON.stringify(body))}`;
const get = (origin: string, name: string, query: Record<string, string>): string =>
  `curl ${shellQuote(`${origin}/v1/${name}?${new URLSearchParams(query).toString()}`)} -H 'X-Api-Key: API_KEY'`;

const EXAMPLE_USER = '+393331234567';

/** curl commands for the six operations, with the account's own flow and store if it has them. */
export function curlExamples(
  origin: string,
  rows: Pick<SetUpRows, 'shops' | 'ownSystems' | 'flows'>,
): Record<Operation, string> {
  const flow = rows.flows.find(({ active }) => active)?.key ?? 'cod-confirmation';
  const [store] = [...rows.ownSystems, ...rows.shops];
  const ofStore = store ? { id_store: store.storeId } : {};
  const user = { user_key: EXAMPLE_USER };
  const order = { order_id: '1001', ...ofStore, ...user, currency: 'EUR', total: '59.90', payment_method: 'cod' };
  const items = [{ sku: 'MAGLIA-M', name: 'Maglia', quantity: 1, unit_price: '59.90' }];
  return {
    createRequest: post(origin, 'createRequest', { flow, ...user, ...ofStore, object: { type: 'order', id: '1001' } }),
    getRequest: get(origin, 'getRequest', { request_id: 'REQUEST_ID' }),
    getRequests: get(origin, 'getRequests', { flow, status: 'waiting' }),
    getFlowByUserKey: get(origin, 'getFlowByUserKey', user),
    getChargesByUserKey: get(origin, 'getChargesByUserKey', user),
    createOrder: post(origin, 'createOrder', { ...order, items }),
  };
}
