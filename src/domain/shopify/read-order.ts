import { z } from 'zod';
import type { Store } from '../../db/stores/stores';
import type { JsonObject } from '../../shared/json/json';
import { AnyJsonObject } from '../../shared/json/json-schemas';
import { parseMetafield } from './metafields';
import { linesPoints, MORE_LINES, orderPoints, READ_ORDER, SHIPMENTS_POINTS } from './order-document';
import { type ReadDeps, readShopify } from './read-shopify';
import { toWebhookPayload } from './to-webhook-payload';

const FIRST_LINES = 30;
const LINES_PER_PAGE = 100;
/** Shopify's limit for an order. */
const MAX_LINES = 500;
const MAX_VARIABLES = 50;
const NO_MORE = { hasNextPage: false, endCursor: null };

/** Members that the app may not read are null. */
const Lines = z.looseObject({
  nodes: z.array(AnyJsonObject.nullable()),
  pageInfo: z.looseObject({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
});
const Order = z.looseObject({
  lineItems: Lines.nullable(),
  fulfillments: z.array(AnyJsonObject).nullish(),
  metafields: z
    .looseObject({ nodes: z.array(z.looseObject({ key: z.string(), type: z.string(), value: z.string() }).nullable()) })
    .nullable(),
});
const OrderData = z.looseObject({ order: Order.nullable() });
const LinesData = z.looseObject({ order: z.looseObject({ lineItems: Lines }).nullable() });

export type ReadOrderResult =
  /**
   * `payload` is the order as Shopify's webhook sends it, `variables` are the metafields in our namespace, `fulfillments` those of
   * the Admin API if they were asked for and may be read.
   */
  | { kind: 'found'; payload: JsonObject; variables: JsonObject; fulfillments: JsonObject[] }
  | { kind: 'not_found' }
  | { kind: 'failed'; code: string };

/**
 * Reads an order with all its line items and, if wanted, its fulfillments; members that the app may not read are null or absent.
 * Never throws for Shopify's failure.
 */
export async function readOrder(
  deps: ReadDeps,
  store: Store,
  id: string,
  { shipments }: { shipments: boolean },
): Promise<ReadOrderResult> {
  const readFirst = (withShipments: boolean) =>
    readShopify(deps, store, {
      document: READ_ORDER,
      variables: { id, lines: FIRST_LINES, variables: MAX_VARIABLES, shipments: withShipments },
      points: orderPoints(FIRST_LINES) + 2 + MAX_VARIABLES + (withShipments ? SHIPMENTS_POINTS : 0),
    });
  const asked = await readFirst(shipments);
  // An app without access to fulfillments may still read the order.
  const isDenied = shipments && asked.kind === 'failed' && asked.code === 'access_denied';
  const read = isDenied ? await readFirst(false) : asked;
  if (read.kind === 'failed') return read;
  const parsed = OrderData.safeParse(read.data);
  if (!parsed.success) return { kind: 'failed', code: 'not_json' };
  const { order } = parsed.data;
  if (order === null) return { kind: 'not_found' };
  const lines = [...(order.lineItems?.nodes ?? [])];
  let pageInfo = order.lineItems?.pageInfo ?? NO_MORE;
  while (pageInfo.hasNextPage && pageInfo.endCursor !== null && lines.length < MAX_LINES) {
    const more = await readShopify(deps, store, {
      document: MORE_LINES,
      variables: { id, lines: LINES_PER_PAGE, after: pageInfo.endCursor },
      points: 1 + linesPoints(LINES_PER_PAGE),
    });
    if (more.kind === 'failed') return more;
    const page = LinesData.safeParse(more.data);
    if (!page.success || page.data.order === null) return { kind: 'failed', code: 'not_json' };
    lines.push(...page.data.order.lineItems.nodes);
    ({ pageInfo } = page.data.order.lineItems);
  }
  const fields = (order.metafields?.nodes ?? []).filter((field) => field !== null);
  const pushed = fields.map((field) => [field.key, parseMetafield(field)] as const);
  const payload = toWebhookPayload({ ...(order as JsonObject), lineItems: { nodes: lines } });
  return { kind: 'found', payload, variables: Object.fromEntries(pushed), fulfillments: order.fulfillments ?? [] };
}
