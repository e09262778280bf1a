import type { Store } from '../../../../db/stores/stores';
import { toOrderGid } from '../../../../shared/orders/shopify-order-id';
import type { TradingSettings } from '../../../../shared/phone/home-country';
import { orderView } from '../../../orders/order-view';
import { paymentMethodOf } from '../../../orders/payment-method';
import { readWebhookOrder } from '../../../orders/shopify/read-webhook-order';
import { readOrder } from '../../../shopify/read-order';
import type { ReadDeps } from '../../../shopify/read-shopify';
import type { FetchedObject } from '../../../stores/fetch-object';
import { shopifyShipments } from './shopify-shipments';

/**
 * Reads an order of a Shopify store and returns it with the members that conditions and templates use
 * (docs/order-model.md). `codNames` are the account's own names of cash on delivery.
 */
export async function fetchShopifyOrder(
  deps: ReadDeps,
  store: Store,
  object: { type: string; id: string },
  account: TradingSettings & { codNames: string[] },
): Promise<FetchedObject> {
  if (store.deletedAt !== null) return { kind: 'failed', code: 'store_deleted' };
  if (object.type !== 'order') return { kind: 'failed', code: 'unsupported_object' };
  const id = toOrderGid(object.id);
  if (id === null) return { kind: 'not_found' };
  const read = await readOrder(deps, store, id, { shipments: true });
  if (read.kind !== 'found') return read;
  const now = deps.now();
  const { facts } = readWebhookOrder(read.payload, { receivedAt: now, happenedAt: now, account });
  if (facts === null) return { kind: 'failed', code: 'not_json' };
  const order = { ...facts, paymentMethod: paymentMethodOf(facts.details.payment_gateways, account.codNames) };
  const view = orderView({ ...order, storeId: store.storeId, variables: read.variables });
  const shipments = shopifyShipments(read.fulfillments, { receivedAt: now, timeZone: account.timeZone });
  return { kind: 'found', object: { ...view, shipments } };
}
