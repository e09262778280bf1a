import { z } from 'zod';
import type { Order } from '../../db/orders/orders';
import { AppError } from '../../shared/errors/app-error';
import { canonicalJson, type JsonValue } from '../../shared/json/json';
import { mergePatch } from '../../shared/json/merge-patch';
import { parseMoney } from '../../shared/numbers/money';
import { parseInstant } from '../../shared/time/time-zone';
import { invalidMember } from '../../shared/validation/invalid-member';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { Context, Deps } from '../ports';
import { QUEUE_DELIVERY_GRACE_MS } from '../queue-times';
import { Variables } from '../requests/variables';
import { shipmentView } from '../shipment-view';
import { carryOutPlan } from './carry-out-plan';
import { milestonesBetween } from './milestones-between';
import { Amount, OrderAddress, OrderItem, storedItems } from './order-input';
import { planOrderEvents } from './plan-order-events';
import { findOrder } from './read-orders';

/** Each attempt is lost to another call that changed the order meanwhile. */
const MAX_ATTEMPTS = 50;

const Status = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z_]*$/, { message: 'must be in lower case, such as paid or partially_refunded' });

export const PatchOrder = z
  .strictObject({
    variables: Variables.optional(),
    tags: z.array(z.string().trim().min(1).max(255)).max(250).optional(),
    financial_status: Status.nullable().optional(),
    fulfillment_status: Status.nullable().optional(),
    shipping_address: OrderAddress.nullable().optional(),
    cancelled_at: z.string().max(64).nullable().optional(),
    total: Amount.optional(),
    items: z.array(OrderItem).min(1).max(1_000).optional(),
  })
  .meta({ example: { financial_status: 'paid', tags: ['vip'], variables: { gift: true } } });
type PatchOrder = z.infer<typeof PatchOrder>;

function cancelledAtOf(text: string | null, zone: string): number | null {
  if (text === null) return null;
  const instant = parseInstant(text, zone);
  if (instant.ok) return instant.ms;
  throw invalidMember('/cancelled_at', instant.code, '`cancelled_at` is not a valid instant');
}

/** Returns the columns that a patch sets, without the variables, which are merged. */
function columnsOf(patch: PatchOrder, { currency }: Order, zone: string): Partial<Order> {
  return {
    ...(patch.tags && { tags: [...new Set(patch.tags)] }),
    ...(patch.financial_status !== undefined && { financialStatus: patch.financial_status }),
    ...(patch.fulfillment_status !== undefined && { fulfillmentStatus: patch.fulfillment_status }),
    ...(patch.shipping_address !== undefined && { shippingAddress: patch.shipping_address }),
    ...(patch.cancelled_at !== undefined && { cancelledAt: cancelledAtOf(patch.cancelled_at, zone) }),
    ...(patch.total !== undefined && { total: parseMoney(patch.total) ?? 0 }),
    ...(patch.items && { items: storedItems(patch.items, currency) }),
  };
}

/** Shopify's webhooks would overwrite every member but the variables. */
function checkPatchable(patch: PatchOrder): void {
  const fixed = Object.keys(patch).filter((member) => member !== 'variables');
  if (fixed.length === 0) return;
  const message = 'Shopify sets this member: change the order in Shopify';
  const issues = fixed.map((member) => ({ path: `/${member}`, code: 'set_by_shopify', message }));
  throw new AppError('validation_failed', 'Only `variables` of an order of a Shopify store can be changed', { issues });
}

function mergeVariables(order: Order, patch: PatchOrder): Order['variables'] {
  const variables = mergePatch(order.variables, patch.variables ?? {});
  if (Variables.safeParse(variables).success) return variables;
  throw invalidMember('/variables', 'too_big', '`variables` must have at most 32 KiB');
}

const isSame = (before: Order, columns: Partial<Order>): boolean =>
  Object.entries(columns).every(
    ([name, value]) => canonicalJson(before[name as keyof Order] as JsonValue) === canonicalJson(value as JsonValue),
  );

/**
 * Changes an order: `variables` are merged (RFC 7396), every other member is replaced. A change of an order that is not in
 * Shopify starts flows and cancels requests, in the same batch: by `order.updated`, and by `order.paid`, `order.fulfilled` and
 * `order.cancelled` if it has become so. A patch that changes nothing starts nothing. Fails with not_found, validation_failed
 * (also if Shopify sets the member), or order_changed if other calls always changed the order first.
 */
export async function patchOrder(
  deps: Pick<Deps, 'engine' | 'inboundOrders' | 'log' | 'now' | 'orders' | 'queuePushes'>,
  context: Context,
  { id, patch }: { id: string; patch: PatchOrder },
): Promise<Order> {
  const { account } = context;
  const { accountId, timeZone } = account;
  const { storeId, orderId } = await findOrder(deps, context, id);
  for (let attempts = 0; attempts < MAX_ATTEMPTS; attempts += 1) {
    const query = { accountId, storeId, orderId, dedupeKey: '', deliveryId: null };
    const { orders, stores, shipments, flows, watching } = await deps.inboundOrders.loadContext([query]);
    const before = orders[0]?.order;
    if (before?.id !== id) throw new AppError('not_found', 'There is no such order');
    const isInShopify = before.source === 'shopify' || stores[0]?.kind === 'shopify';
    if (isInShopify) checkPatchable(patch);
    const columns = columnsOf(patch, before, timeZone);
    const variables = mergeVariables(before, patch);
    if (isSame(before, { ...columns, variables })) return before;
    const now = deps.now();
    // Strictly later than any other version, so that it identifies this change.
    const updatedAt = isInShopify ? before.updatedAt : Math.max(now, before.updatedAt + 1);
    const order = { ...before, ...columns, variables, updatedAt };
    const plan = planOrderEvents(deps, account, {
      order,
      shipments: shipments.map(shipmentView),
      events: isInShopify ? [] : ['order.updated', ...milestonesBetween(before, order)],
      eventId: String(updatedAt),
      flows,
      watching,
    });
    const audit = newAuditEntry(context, now, 'order.changed', {
      targets: [{ type: 'order', id: orderId }],
      metadata: { members: Object.keys(patch).join(' ') },
    });
    const change = { before, set: { ...columns, updatedAt }, variables: patch.variables ?? {}, ...plan, audit };
    const written = await deps.orders.applyChange(change, now, now + QUEUE_DELIVERY_GRACE_MS);
    if (written) {
      await carryOutPlan(deps, plan, written);
      return written.order;
    }
  }
  throw new AppError('order_changed');
}
