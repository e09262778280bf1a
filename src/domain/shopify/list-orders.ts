import { z } from 'zod';
import type { Store } from '../../db/stores/stores';
import { isJsonObject, type JsonObject } from '../../shared/json/json';
import { AnyJsonObject } from '../../shared/json/json-schemas';
import { isTransient } from './admin-error';
import { LIST_ORDERS, orderPoints } from './order-document';
import { type ReadDeps, readShopify } from './read-shopify';
import { toWebhookPayload } from './to-webhook-payload';

/** Keeps a page below Shopify's limit of 1,000 points per query. */
const PAGE_SIZE = 7;
const LINES = 20;

const Orders = z.looseObject({
  orders: z.looseObject({
    nodes: z.array(AnyJsonObject.nullable()),
    pageInfo: z.looseObject({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

export type OrderPage =
  /** Orders as Shopify's webhooks send them; one that `isCut` has more line items than were read. */
  | { kind: 'page'; orders: { payload: JsonObject; isCut: boolean }[]; cursor: string | null }
  | { kind: 'failed'; code: string };

function hasMoreLines({ lineItems }: JsonObject): boolean {
  const pageInfo = isJsonObject(lineItems) ? lineItems.pageInfo : undefined;
  return isJsonObject(pageInfo) && pageInfo.hasNextPage === true;
}

/** Lists a page of the store's orders changed at or after `since` (epoch ms), oldest first; `after` is the previous cursor. */
export async function listOrders(
  deps: ReadDeps,
  store: Store,
  { since, after }: { since: number; after: string | null },
): Promise<OrderPage> {
  const query = `updated_at:>='${new Date(since).toISOString()}'`;
  const read = await readShopify(deps, store, {
    document: LIST_ORDERS,
    variables: { query, first: PAGE_SIZE, after, lines: LINES },
    points: 2 + PAGE_SIZE * orderPoints(LINES),
  });
  if (read.kind === 'failed') return read;
  // A member that is null because of a transient error would be stored as if the order had none.
  const transient = read.errors.find(({ code }) => isTransient(code));
  if (transient) return { kind: 'failed', code: (transient.code ?? '').toLowerCase() };
  const listed = Orders.safeParse(read.data);
  if (!listed.success) return { kind: 'failed', code: 'not_json' };
  const { nodes, pageInfo } = listed.data.orders;
  const orders = nodes
    .filter((node) => node !== null)
    .map((node) => ({ payload: toWebhookPayload(node), isCut: hasMoreLines(node) }));
  return { kind: 'page', orders, cursor: pageInfo.hasNextPage ? pageInfo.endCursor : null };
}
