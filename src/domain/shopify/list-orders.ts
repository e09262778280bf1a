import { z } from 'zod';
import type { Store } from '../../db/stores';
import { AnyJsonObject, type JsonObject } from '../../shared/json';
import type { Deps } from '../ports';
import { LIST_ORDERS, orderPoints } from './order-document';
import { readShopify } from './read-shopify';

/** So many that a page stays under the 1,000 points of one query by Shopify's strictest rules. */
const PAGE = 8;
const LINES = 20;

const Listed = z.looseObject({
  orders: z.looseObject({
    nodes: z.array(AnyJsonObject),
    pageInfo: z.looseObject({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

export type OrderPage =
  | { kind: 'page'; orders: JsonObject[]; cursor: string | null }
  | { kind: 'failed'; code: string };

/**
 * A page of the store's orders that changed at or after `since` (epoch ms), oldest change first; `after` is the cursor of
 * the page before. Of an order's line items the first 20 come with it: `lineItems.pageInfo.hasNextPage` tells of more.
 */
export async function listOrders(
  deps: Deps,
  store: Store,
  { since, after }: { since: number; after: string | null },
): Promise<OrderPage> {
  const query = `updated_at:>='${new Date(since).toISOString()}'`;
  const answer = await readShopify(deps, store, {
    document: LIST_ORDERS,
    variables: { query, first: PAGE, after, lines: LINES },
    points: 2 + PAGE * orderPoints(LINES),
  });
  if (answer.kind !== 'data') return answer;
  const listed = Listed.safeParse(answer.data);
  if (!listed.success) return { kind: 'failed', code: 'not_json' };
  const { nodes, pageInfo } = listed.data.orders;
  return { kind: 'page', orders: nodes, cursor: pageInfo.hasNextPage ? pageInfo.endCursor : null };
}
