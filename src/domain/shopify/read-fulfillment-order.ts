import { z } from 'zod';
import type { Store } from '../../db/stores/stores';
import { type ReadDeps, readShopify } from './read-shopify';

/** Reads the order of a fulfillment order, and its holds. */
export const READ_FULFILLMENT_ORDER = `query FulfillmentOrder($id: ID!) {
  fulfillmentOrder(id: $id) { orderId orderName status fulfillmentHolds { handle } }
}`;
export const FULFILLMENT_ORDER_POINTS = 2;

const Data = z.looseObject({
  fulfillmentOrder: z
    .looseObject({
      orderId: z.string(),
      orderName: z.string(),
      status: z.string(),
      fulfillmentHolds: z.array(z.looseObject({ handle: z.string().nullable() })),
    })
    .nullable(),
});

export type ReadFulfillmentOrder =
  | { kind: 'found'; orderId: string; orderName: string; status: string; handles: string[] }
  | { kind: 'not_found' }
  | { kind: 'failed'; code: string };

/** Reads which order a fulfillment order is of, and the handles of its holds. Never throws for Shopify's failure. */
export async function readFulfillmentOrder(deps: ReadDeps, store: Store, id: string): Promise<ReadFulfillmentOrder> {
  const request = { document: READ_FULFILLMENT_ORDER, variables: { id }, points: FULFILLMENT_ORDER_POINTS };
  const read = await readShopify(deps, store, request);
  if (read.kind === 'failed') return read;
  const parsed = Data.safeParse(read.data);
  if (!parsed.success) return { kind: 'failed', code: 'not_json' };
  const found = parsed.data.fulfillmentOrder;
  if (found === null) return { kind: 'not_found' };
  const { orderId, orderName, status, fulfillmentHolds } = found;
  const handles = fulfillmentHolds.flatMap(({ handle }) => handle ?? []);
  return { kind: 'found', orderId, orderName, status, handles };
}
