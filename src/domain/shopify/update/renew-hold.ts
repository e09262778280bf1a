import type { Store } from '../../../db/stores/stores';
import type { Held } from '../../../shared/flows/statuses';
import type { JsonObject } from '../../../shared/json/json';
import { holdHandle } from '../hold-handle';
import { type ReadDeps, readShopify } from '../read-shopify';
import { heldNow, MutationResults, userErrorsOf } from './mutation-results';
import { buildStateQuery, parseOrderState } from './order-state';
import { parseOrderVariables } from './order-variables';
import { planHolds } from './plan-holds';
import { buildUpdateMutation, NO_STATE_FACTS } from './update-mutation';

export type RenewedHold = { kind: 'renewed'; held: Held; errors: number } | { kind: 'failed'; code: string };

/**
 * Sets a flow's hold on the fulfillment orders of an order that lack it, as after a split or a move. `hold` is the variable of the
 * push that set it. Safe to repeat: Shopify refuses a second hold of the same handle.
 */
export async function renewHold(
  deps: ReadDeps,
  store: Store,
  { orderId, flow, hold }: { orderId: string; flow: string; hold: JsonObject[string] },
): Promise<RenewedHold> {
  const parsed = parseOrderVariables({ hold });
  const stateQuery = parsed.ok ? buildStateQuery(orderId, parsed.variables) : null;
  if (!parsed.ok || !stateQuery) return { kind: 'failed', code: 'invalid_variables' };
  const read = await readShopify(deps, store, stateQuery);
  if (read.kind === 'failed') return read;
  const order = parseOrderState(read.data)?.order;
  if (!order) return { kind: 'failed', code: 'order_not_read' };
  const handle = await holdHandle({ storeId: store.storeId, orderId, flow });
  const plan = planHolds(order, handle);
  const holds = { handle, ...plan };
  const mutation = buildUpdateMutation(orderId, parsed.variables, { ...NO_STATE_FACTS, holds });
  if (!mutation) return { kind: 'renewed', held: plan.heldWith([]), errors: 0 };
  const written = await readShopify(deps, store, mutation);
  if (written.kind === 'failed') return written;
  const results = MutationResults.safeParse(written.data);
  if (!results.success) return { kind: 'failed', code: 'not_json' };
  const errors = userErrorsOf(results.data);
  return { kind: 'renewed', held: plan.heldWith(heldNow(plan.toHold, errors)), errors: errors.length };
}
