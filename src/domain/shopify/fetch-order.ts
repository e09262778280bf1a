import type { Store } from '../../db/stores';
import { orderGid } from '../../shared/shopify-order-id';
import { orderView } from '../orders/order-view';
import { readWebhookOrder } from '../orders/shopify/read-webhook-order';
import type { FetchedObject } from '../stores/fetch-object';
import { readOrder } from './read-order';
import type { ReadDeps } from './read-shopify';

/** Reads an order of a Shopify store as conditions and templates name its members (docs/order-model.md). */
export async function fetchOrder(
  deps: ReadDeps,
  store: Store,
  object: { type: string; id: string },
): Promise<FetchedObject> {
  if (object.type !== 'order') return { kind: 'failed', code: 'unsupported_object' };
  const id = orderGid(object.id);
  if (id === null) return { kind: 'not_found' };
  const read = await readOrder(deps, store, id);
  if (read.kind !== 'found') return read;
  const now = deps.now();
  const { facts } = readWebhookOrder(read.payload, { receivedAt: now, happenedAt: now });
  return facts === null
    ? { kind: 'failed', code: 'not_json' }
    : { kind: 'found', object: orderView({ ...facts, idStore: store.idStore, variables: read.variables }) };
}
