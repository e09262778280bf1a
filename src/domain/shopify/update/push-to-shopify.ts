import type { ShopifyThrottleStatus } from '../../../clients/shopify-admin';
import type { Push } from '../../../db/pushes/pushes';
import type { Store } from '../../../db/stores/stores';
import type { Held } from '../../../shared/flows/statuses';
import type { CallResult } from '../../call-result';
import type { Deps } from '../../ports';
import { adminErrorOf } from '../admin-error';
import type { AdminApiDeps } from '../call-admin-api';
import { type AdminApiRequest, type AdminApiResult, callAdminApi } from '../call-admin-api';
import { holdHandle } from '../hold-handle';
import { fulfillmentsToMake } from './fulfillments-to-make';
import { hasChangedMeanwhile, heldNow, MutationResults, refusalCodeOf, userErrorsOf } from './mutation-results';
import { buildStateQuery, type OrderState, parseOrderState } from './order-state';
import type { OrderVariables } from './order-variables';
import { planHolds } from './plan-holds';
import { planPush } from './plan-push';
import { NOT_ROUTED, routingDelayMs } from './routing-delay';
import { buildUpdateMutation, NO_STATE_FACTS, type OrderStateFacts } from './update-mutation';

const MAX_ANSWER_LENGTH = 1_024;
/** Shopify cancels asynchronously, within seconds. If it takes longer, the next attempt checks again. */
const MAX_CANCEL_POLLS = 2;
const CANCEL_POLL_MS = 1_000;
/** The error of an attempt that started a cancellation but ended before Shopify completed it. */
const CANCEL_PENDING = 'cancel_pending';

/** Merges the pushed attributes into the order's, which Shopify replaces as a whole; null if that changes nothing. */
function mergeAttributes({ customAttributes = [] }: OrderState, pushed: OrderVariables['custom_attributes']) {
  if (!pushed) return null;
  const merged = new Map(customAttributes.map(({ key, value }) => [key, value]));
  for (const [key, value] of Object.entries(pushed)) {
    if (value === null) merged.delete(key);
    else merged.set(key, value);
  }
  const isSame =
    merged.size === customAttributes.length && customAttributes.every(({ key, value }) => merged.get(key) === value);
  return isSame ? null : [...merged].map(([key, value]) => ({ key, value }));
}

/** Polls the order's state; returns whether it becomes cancelled. */
async function waitForCancellation(
  deps: Pick<Deps, 'sleep'>,
  readState: () => Promise<AdminApiResult>,
): Promise<boolean> {
  for (let polls = 0; polls < MAX_CANCEL_POLLS; polls += 1) {
    await deps.sleep(CANCEL_POLL_MS);
    const result = await readState();
    if (result.kind === 'data' && parseOrderState(result.data)?.order?.cancelledAt != null) return true;
  }
  return false;
}

/**
 * Sends a push to a Shopify store, once: reads the order's state if the push depends on it, then sends one document with all
 * mutations. Safe to repeat after any failure, even if Shopify applied it.
 */
export async function pushToShopify(
  deps: AdminApiDeps & Pick<Deps, 'sleep'>,
  push: Push,
  store: Store,
): Promise<CallResult> {
  const startedAt = deps.now();
  let stated: ShopifyThrottleStatus | null = null;
  const call = async (request: AdminApiRequest): Promise<AdminApiResult> => {
    const result = await callAdminApi(deps, store, request);
    stated = result.points ?? stated;
    return result;
  };
  const facts = (status: number | null, answer: string, retryAfter: string | null = null) => ({
    status,
    retryAfter,
    answer: answer.slice(0, MAX_ANSWER_LENGTH),
    durationMs: deps.now() - startedAt,
    stated,
  });
  const refused = (error: string, detail: unknown, held = {}): CallResult => ({
    ...facts(stated === null ? null : 200, JSON.stringify(detail)),
    ...held,
    error,
    outcome: 'refused',
  });
  const failed = (result: Exclude<AdminApiResult, { kind: 'data' }>): CallResult => {
    const { code, isFinal } = adminErrorOf(result);
    if (result.kind === 'throttled')
      return { ...facts(200, ''), error: code, outcome: 'throttled', waitMs: result.waitMs };
    if (result.kind === 'unauthorized') return { ...facts(result.status, ''), error: code, outcome: 'locked_out' };
    if (result.kind === 'http') {
      return { ...facts(result.status, result.text, result.retryAfter), error: code, outcome: 'again' };
    }
    if (result.kind === 'failed') return { ...facts(null, ''), error: code, outcome: 'again' };
    return { ...facts(200, JSON.stringify(result.errors)), error: code, outcome: isFinal ? 'refused' : 'again' };
  };
  const again = (error: string): CallResult => ({ ...facts(200, ''), error, outcome: 'again' });

  const planned = planPush(push);
  if (!planned.ok) return refused('invalid_variables', planned.problems);
  const { id, variables } = planned;
  const { hold, release_hold } = variables;

  let stateFacts: OrderStateFacts = NO_STATE_FACTS;
  let heldWith: (ids: string[]) => { held?: Held } = () => ({});
  const stateQuery = buildStateQuery(id, variables);
  if (stateQuery) {
    const result = await call(stateQuery);
    if (result.kind !== 'data') return failed(result);
    const state = parseOrderState(result.data);
    if (!state) return again('not_json');
    if (!state.order) return refused('user_errors', [{ field: ['id'], message: 'Order does not exist' }]);
    const toMake = variables.fulfillment
      ? fulfillmentsToMake(state.order, variables.fulfillment.tracking_number)
      : null;
    if (toMake?.kind === 'impossible') return refused('nothing_to_fulfill', []);
    const handle = await holdHandle({ storeId: store.storeId, orderId: id, flow: push.flow });
    const holds = planHolds(state.order, handle);
    const routingMs = hold && holds.isUnrouted ? routingDelayMs(push) : undefined;
    if (routingMs !== undefined) {
      return { ...facts(200, ''), error: NOT_ROUTED, outcome: 'not_yet', delayMs: routingMs, held: 'none' };
    }
    if (hold) heldWith = (ids) => ({ held: holds.heldWith(ids) });
    stateFacts = {
      attributes: mergeAttributes(state.order, variables.custom_attributes),
      fulfillmentOrders: toMake?.kind === 'make' ? toMake.byLocation : [],
      isCancelled: state.order.cancelledAt != null,
      holds: { handle, ...holds },
    };
    // The previous attempt started the cancellation: wait for it once more before it is started again.
    if (variables.cancel && !stateFacts.isCancelled && push.lastError === CANCEL_PENDING)
      return again('cancel_unconfirmed');
  }

  const update = buildUpdateMutation(id, variables, stateFacts);
  const released: { held?: Held } = release_hold ? { held: 'none' } : {};
  if (!update) return { ...facts(200, ''), ...heldWith([]), ...released, error: null, outcome: 'delivered' };
  const result = await call(update);
  if (result.kind !== 'data') return failed(result);
  const updated = MutationResults.safeParse(result.data);
  if (!updated.success) return again('not_json');
  const userErrors = userErrorsOf(updated.data);
  const held = heldWith(heldNow(stateFacts.holds.toHold, userErrors));
  if (hasChangedMeanwhile(userErrors)) return again('fulfillment_orders_changed');
  if (userErrors.length > 0) return refused(refusalCodeOf(userErrors), userErrors, held);
  const delivered: CallResult = {
    ...facts(200, JSON.stringify(result.data)),
    ...held,
    ...released,
    error: null,
    outcome: 'delivered',
  };
  if (updated.data.orderCancel?.jobResult?.status !== 'STARTED') return delivered;
  const isCancelled = stateQuery !== null && (await waitForCancellation(deps, () => call(stateQuery)));
  return isCancelled ? { ...delivered, durationMs: deps.now() - startedAt } : again(CANCEL_PENDING);
}
