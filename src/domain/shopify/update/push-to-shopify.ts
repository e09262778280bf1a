import { z } from 'zod';
import type { PointsStatement } from '../../../clients/shopify-admin';
import type { Push } from '../../../db/pushes';
import type { Store } from '../../../db/stores';
import type { Called } from '../../call-result';
import type { Deps } from '../../ports';
import { askError } from '../ask-error';
import { type Asked, askShopify, type Question } from '../ask-shopify';
import { fulfillmentsToMake } from './fulfillments-to-make';
import { type OrderState, readState, stateQuestion } from './order-state';
import type { OrderVariables } from './order-variables';
import { planPush } from './plan-push';
import { type FromState, NOTHING_READ, updateQuestion } from './update-question';

const KEPT_CHARACTERS = 1_024;
/** A cancellation is a job of Shopify's, done within seconds; longer than this the next attempt looks for it. */
const LOOKS = 2;
const LOOK_MS = 1_000;
/** The error of an attempt that has begun a cancellation and not seen its end. */
const CANCEL_PENDING = 'cancel_pending';

const errors = z.array(z.looseObject({ field: z.unknown(), message: z.string() })).default([]);
/** Of each mutation by its name in the document. */
const Updated = z.record(
  z.string(),
  z.looseObject({
    userErrors: errors,
    orderCancelUserErrors: errors,
    jobResult: z.looseObject({ status: z.string(), errors }).nullish(),
  }),
);
type Updated = z.infer<typeof Updated>;

function userErrorsOf(updated: Updated) {
  return Object.entries(updated).flatMap(([mutation, { userErrors, orderCancelUserErrors, jobResult }]) =>
    [...userErrors, ...orderCancelUserErrors, ...(jobResult?.errors ?? [])].map(({ field, message }) => ({
      mutation,
      field,
      message,
    })),
  );
}

/** The order's attributes with those of the push; null where that changes nothing, as Shopify writes all at once. */
function mergedAttributes({ customAttributes = [] }: OrderState, given: OrderVariables['custom_attributes']) {
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
async function seesCancellation(deps: Deps, look: () => Promise<Asked>): Promise<boolean> {
  for (let looks = 0; looks < LOOKS; looks += 1) {
    await deps.sleep(LOOK_MS);
    const looked = await look();
    if (looked.kind === 'data' && readState(looked.data)?.order?.cancelledAt != null) return true;
  }
  return false;
}

/**
 * Sends a push to a store of Shopify once: a read where what is there decides what may be written, and then one document
 * with all mutations. It may be called again after any failure, also one that left open what Shopify has done.
 */
export async function pushToShopify(deps: Deps, push: Push, store: Store): Promise<Called> {
  const startedAt = deps.now();
  let stated: PointsStatement | null = null;
  const ask = async (question: Question): Promise<Asked> => {
    const asked = await askShopify(deps, store, question);
    stated = asked.points ?? stated;
    return asked;
  };
  const facts = (status: number | null, answer: string, retryAfter: string | null = null) => ({
    status,
    retryAfter,
    answer: answer.slice(0, KEPT_CHARACTERS),
    durationMs: deps.now() - startedAt,
    stated,
  });
  const refused = (error: string, detail: unknown): Called => ({
    ...facts(stated === null ? null : 200, JSON.stringify(detail)),
    error,
    end: 'refused',
  });
  const failed = (asked: Exclude<Asked, { kind: 'data' }>): Called => {
    const { code, isFinal } = askError(asked);
    if (asked.kind === 'throttled') return { ...facts(200, ''), error: code, end: 'throttled', waitMs: asked.waitMs };
    if (asked.kind === 'unauthorized') return { ...facts(asked.status, ''), error: code, end: 'locked_out' };
    if (asked.kind === 'http') {
      return { ...facts(asked.status, asked.text, asked.retryAfter), error: code, end: 'again' };
    }
    if (asked.kind === 'failed') return { ...facts(null, ''), error: code, end: 'again' };
    return { ...facts(200, JSON.stringify(asked.errors)), error: code, end: isFinal ? 'refused' : 'again' };
  };
  const again = (error: string): Called => ({ ...facts(200, ''), error, end: 'again' });

  const planned = planPush(push);
  if (!planned.ok) return refused('invalid_variables', planned.problems);
  const { id, variables } = planned;

  let known: FromState = NOTHING_READ;
  const question = stateQuestion(id, variables);
  if (question) {
    const asked = await ask(question);
    if (asked.kind !== 'data') return failed(asked);
    const state = readState(asked.data);
    if (!state) return again('not_json');
    if (!state.order) return refused('user_errors', [{ field: ['id'], message: 'Order does not exist' }]);
    const toMake = variables.fulfillment
      ? fulfillmentsToMake(state.order, variables.fulfillment.tracking_number)
      : null;
    if (toMake?.kind === 'impossible') return refused('nothing_to_fulfill', []);
    known = {
      attributes: mergedAttributes(state.order, variables.custom_attributes),
      fulfillmentOrders: toMake?.kind === 'make' ? toMake.byLocation : [],
      isCancelled: state.order.cancelledAt != null,
    };
    // The attempt before has written all and begun the cancellation: that is looked for once before it is begun anew.
    if (variables.cancel && !known.isCancelled && push.lastError === CANCEL_PENDING) return again('cancel_unconfirmed');
  }

  const update = updateQuestion(id, variables, known);
  if (!update) return { ...facts(200, ''), error: null, end: 'delivered' };
  const asked = await ask(update);
  if (asked.kind !== 'data') return failed(asked);
  const updated = Updated.safeParse(asked.data);
  if (!updated.success) return again('not_json');
  const userErrors = userErrorsOf(updated.data);
  if (userErrors.length > 0) return refused('user_errors', userErrors);
  if (updated.data.orderCancel?.jobResult?.status !== 'STARTED') {
    return { ...facts(200, JSON.stringify(asked.data)), error: null, end: 'delivered' };
  }
  const isCancelled = question !== null && (await seesCancellation(deps, () => ask(question)));
  return isCancelled
    ? { ...facts(200, JSON.stringify(asked.data)), error: null, end: 'delivered' }
    : again(CANCEL_PENDING);
}
