import { z } from 'zod';
import type { Store } from '../../db/stores';
import { AnyJsonObject, isJsonObject, type JsonObject } from '../../shared/json';
import { isTransient } from './admin-error';
import { LIST_ORDERS, orderPoints } from './order-document';
import { type ReadDeps, readShopify } from './read-shopify';
import { toWebhookPayload } from './to-webhook-payload';

/** So many that a page stays under the 1,000 points of one query by Shopify's strictest rules. */
const PAGE_SIZE = 7;
const LINES = 20;

const Listed = z.looseObject({
  orders: z.looseObject({
    nodes: z.array(AnyJsonObject.nullable()),
    pageInfo: z.looseObject({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

export type OrderPage =
  /** Orders as Shopify's webhook sends them; one that `isCut` has more line items than came. */
  | { kind: 'page'; orders: { payload: JsonObject; isCut: boolean }[]; cursor: string | null }
  | { kind: 'failed'; code: string };

function hasMoreLines({ lineItems }: JsonObject): boolean {
  const pageInfo = isJsonObject(lineItems) ? lineItems.pageInfo : undefined;
  return isJsonObject(pageInfo) && pageInfo.hasNextPage === true;
}

/**
 * A page of the store's orders that changed at or after `since` (epoch ms), oldest change first; `after` is the cursor of
 * the page before.
 */
export async function listOrders(
  deps: ReadDeps,
  store: Store,
  { since, after }: { since: number; after: string | null },
): Promise<OrderPage> {
  const query = `updated_at:>='${new Date(since).toISOString()}'`;
  const answer = await readShopify(deps, store, {
    document: LIST_ORDERS,
    variables: { query, first: PAGE_SIZE, after, lines: LINES },
    points: 2 + PAGE_SIZE * orderPoints(LINES),
  });
  if (answer.kind === 'failed') return answer;
  // A member that is null for a passing reason would be stored as if the order had none.
  const passing = answer.errors.find(({ code }) => isTransient(code));
  if (passing) return { kind: 'failed', code: (passing.code ?? '').toLowerCase() };
  const listed = Listed.safeParse(answer.data);
  if (!listed.success) return { kind: 'failed', code: 'not_json' };
  const { nodes, pageInfo } = listed.data.orders;
  const orders = nodes
    .filter((node) => node !== null)
    .map((node) => ({ payload: toWebhookPayload(node), isCut: hasMoreLines(node) }));
  return { kind: 'page', orders, cursor: pageInfo.hasNextPage ? pageInfo.endCursor : null };
}
