import { z } from 'zod';
import type { ShopifyThrottleStatus } from '../../../clients/shopify-admin';
import type { Push } from '../../../db/pushes';
import type { Store } from '../../../db/stores';
import type { CallResult } from '../../call-result';
import type { Deps } from '../../ports';
import { adminErrorOf } from '../admin-error';
import { type AdminApiRequest, type AdminApiResult, callAdminApi } from '../call-admin-api';
import { fulfillmentsToMake } from './fulfillments-to-make';
import { buildStateQuery, type OrderState, parseOrderState } from './order-state';
import type { OrderVariables } from './order-variables';
import { planPush } from './plan-push';
import { buildUpdateMutation, NO_STATE_FACTS, type OrderStateFacts } from './update-mutation';

const MAX_ANSWER_LENGTH = 1_024;
/** A cancellation is a job of Shopify's, done within seconds; longer than this the next attempt looks for it. */
const MAX_CANCEL_POLLS = 2;
const CANCEL_POLL_MS = 1_000;
/** The error of an attempt that has begun a cancellation and not seen its end. */
const CANCEL_PENDING = 'cancel_pending';

const errors = z.array(z.looseObject({ field: z.unknown(), message: z.string() })).default([]);
/** Of each mutation by its name in the document. */
const MutationResults = z.record(
  z.string(),
  z.looseObject({
    userErrors: errors,
    orderCancelUserErrors: errors,
    jobResult: z.looseObject({ status: z.string(), errors }).nullish(),
  }),
);
type MutationResults = z.infer<typeof MutationResults>;

function userErrorsOf(updated: MutationResults) {
  return Object.entries(updated).flatMap(([mutation, { userErrors, orderCancelUserErrors, jobResult }]) =>
    [...userErrors, ...orderCancelUserErrors, ...(jobResult?.errors ?? [])].map(({ field, message }) => ({
      mutation,
      field,
      message,
    })),
  );
}

/** The order's attributes with those of the push; null where that changes nothing, as Shopify writes all at once. */
function mergeAttributes({ customAttributes = [] }: OrderState, given: OrderVariables['custom_attributes']) {
  if (!given) return null;
  const merged = new Map(customAttributes.map(({ key, value }) => [key, value]));
  for (const [key, value] of Object.entries(given)) {
    if (value === null) merged.delete(key);
    else merged.set(key, value);
  }
  const isSame =
    merged.size === customAttributes.length && customAttributes.every(({ key, value }) => merged.get(key) === value);
  return isSame ? null : [...merged].map(([key, value]) => ({ key, value }));
}

/** Whether a cancellation that has begun comes to its end while we look. */
async function waitForCancellation(deps: Deps, look: () => Promise<AdminApiResult>): Promise<boolean> {
  for (let looks = 0; looks < MAX_CANCEL_POLLS; looks += 1) {
    await deps.sleep(CANCEL_POLL_MS);
    const looked = await look();
    if (looked.kind === 'data' && parseOrderState(looked.data)?.order?.cancelledAt != null) return true;
  }
  return false;
}

/**
 * Sends a push to a store of Shopify once: a read where what is there decides what may be written, and then one document
 * with all mutations. It may be called again after any failure, also one that left open what Shopify has done.
 */
export async function pushToShopify(deps: Deps, push: Push, store: Store): Promise<CallResult> {
  const startedAt = deps.now();
  let stated: ShopifyThrottleStatus | null = null;
  const ask = async (question: AdminApiRequest): Promise<AdminApiResult> => {
    const asked = await callAdminApi(deps, store, question);
    stated = asked.points ?? stated;
    return asked;
  };
  const facts = (status: number | null, answer: string, retryAfter: string | null = null) => ({
    status,
    retryAfter,
    answer: answer.slice(0, MAX_ANSWER_LENGTH),
    durationMs: deps.now() - startedAt,
    stated,
  });
  const refused = (error: string, detail: unknown): CallResult => ({
    ...facts(stated === null ? null : 200, JSON.stringify(detail)),
    error,
    outcome: 'refused',
  });
  const failed = (asked: Exclude<AdminApiResult, { kind: 'data' }>): CallResult => {
    const { code, isFinal } = adminErrorOf(asked);
    if (asked.kind === 'throttled')
      return { ...facts(200, ''), error: code, outcome: 'throttled', waitMs: asked.waitMs };
    if (asked.kind === 'unauthorized') return { ...facts(asked.status, ''), error: code, outcome: 'locked_out' };
    if (asked.kind === 'http') {
      return { ...facts(asked.status, asked.text, asked.retryAfter), error: code, outcome: 'again' };
    }
    if (asked.kind === 'failed') return { ...facts(null, ''), error: code, outcome: 'again' };
    return { ...facts(200, JSON.stringify(asked.errors)), error: code, outcome: isFinal ? 'refused' : 'again' };
  };
  const again = (error: string): CallResult => ({ ...facts(200, ''), error, outcome: 'again' });

  const planned = planPush(push);
  if (!planned.ok) return refused('invalid_variables', planned.problems);
  const { id, variables } = planned;

  let known: OrderStateFacts = NO_STATE_FACTS;
  const question = buildStateQuery(id, variables);
  if (question) {
    const asked = await ask(question);
    if (asked.kind !== 'data') return failed(asked);
    const state = parseOrderState(asked.data);
    if (!state) return again('not_json');
    if (!state.order) return refused('user_errors', [{ field: ['id'], message: 'Order does not exist' }]);
    const toMake = variables.fulfillment
      ? fulfillmentsToMake(state.order, variables.fulfillment.tracking_number)
      : null;
    if (toMake?.kind === 'impossible') return refused('nothing_to_fulfill', []);
    known = {
      attributes: mergeAttributes(state.order, variables.custom_attributes),
      fulfillmentOrders: toMake?.kind === 'make' ? toMake.byLocation : [],
      isCancelled: state.order.cancelledAt != null,
    };
    // The attempt before has written all and begun the cancellation: that is looked for once before it is begun anew.
    if (variables.cancel && !known.isCancelled && push.lastError === CANCEL_PENDING) return again('cancel_unconfirmed');
  }

  const update = buildUpdateMutation(id, variables, known);
  if (!update) return { ...facts(200, ''), error: null, outcome: 'delivered' };
  const asked = await ask(update);
  if (asked.kind !== 'data') return failed(asked);
  const updated = MutationResults.safeParse(asked.data);
  if (!updated.success) return again('not_json');
  const userErrors = userErrorsOf(updated.data);
  if (userErrors.length > 0) return refused('user_errors', userErrors);
  if (updated.data.orderCancel?.jobResult?.status !== 'STARTED') {
    return { ...facts(200, JSON.stringify(asked.data)), error: null, outcome: 'delivered' };
  }
  const isCancelled = question !== null && (await waitForCancellation(deps, () => ask(question)));
  return isCancelled
    ? { ...facts(200, JSON.stringify(asked.data)), error: null, outcome: 'delivered' }
    : again(CANCEL_PENDING);
}
