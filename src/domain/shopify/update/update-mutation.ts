import type { JsonObject } from '../../../shared/json/json';
import type { OrderVariables } from './order-variables';
import type { HoldPlan } from './plan-holds';
import { toMailingAddress } from './to-mailing-address';

const MUTATION_POINTS = 10;
/** Shopify's limit for metafieldsSet; for metafieldsDelete it is 250. */
const MAX_METAFIELDS = 25;
const ERRORS = 'userErrors { field message }';
const CODED_ERRORS = 'userErrors { field message code }';

type Mutation = { declares: string[]; call: string; variables: JsonObject };

/** What the mutation needs from the order's current state. */
export type OrderStateFacts = {
  /** All attributes that the order is to have; null if they do not change. */
  attributes: { key: string; value: string | null }[] | null;
  fulfillmentOrders: string[][];
  isCancelled: boolean;
  holds: { handle: string } & Pick<HoldPlan, 'toHold' | 'toRelease'>;
};
export const NO_STATE_FACTS: OrderStateFacts = {
  attributes: null,
  fulfillmentOrders: [],
  isCancelled: false,
  holds: { handle: '', toHold: [], toRelease: [] },
};

/** The names of the mutations for holds, followed by the index of the fulfillment order. */
export const HOLD_ALIAS = 'hold';
const RELEASE_ALIAS = 'release';

/** Returns the mutations that set or release our hold. A release names its holds: without them Shopify releases all. */
function holdMutations({ hold, release_hold }: OrderVariables, { holds }: OrderStateFacts): Mutation[] {
  const set = !hold
    ? []
    : holds.toHold.map((id, i) => ({
        declares: [`$${HOLD_ALIAS}${i}: ID!`, ...(i === 0 ? ['$hold: FulfillmentOrderHoldInput!'] : [])],
        call: `${HOLD_ALIAS}${i}: fulfillmentOrderHold(id: $${HOLD_ALIAS}${i}, fulfillmentHold: $hold) {
    fulfillmentHold { id }
    ${CODED_ERRORS}
  }`,
        variables: {
          [`${HOLD_ALIAS}${i}`]: id,
          hold: {
            reason: hold.reason,
            handle: holds.handle,
            notifyMerchant: false,
            ...(hold.note === undefined ? {} : { reasonNotes: hold.note }),
          },
        },
      }));
  const released = !release_hold
    ? []
    : holds.toRelease.map(({ id, holdIds }, i) => ({
        declares: [`$${RELEASE_ALIAS}${i}: ID!`, `$holds${i}: [ID!]!`],
        call: `${RELEASE_ALIAS}${i}: fulfillmentOrderReleaseHold(id: $${RELEASE_ALIAS}${i}, holdIds: $holds${i}) { ${CODED_ERRORS} }`,
        variables: { [`${RELEASE_ALIAS}${i}`]: id, [`holds${i}`]: holdIds },
      }));
  return [...set, ...released];
}

function orderInput(id: string, variables: OrderVariables, { attributes }: OrderStateFacts): JsonObject | null {
  const { note, email, phone, shipping_address } = variables;
  const input: JsonObject = {};
  if (note !== undefined) input.note = note ?? '';
  if (email !== undefined) input.email = email;
  if (phone !== undefined) input.phone = phone;
  if (shipping_address !== undefined) input.shippingAddress = toMailingAddress(shipping_address);
  if (attributes !== null) input.customAttributes = attributes;
  return Object.keys(input).length === 0 ? null : { id, ...input };
}

function mutationsOf(id: string, variables: OrderVariables, state: OrderStateFacts): Mutation[] {
  const mutations: Mutation[] = [];
  const add = (declares: string[], call: string, given: JsonObject): void => {
    mutations.push({ declares, call, variables: given });
  };
  const input = orderInput(id, variables, state);
  if (input) add(['$input: OrderInput!'], `orderUpdate(input: $input) { ${ERRORS} }`, { input });
  const { add: added = [], remove = [] } = variables.tags ?? {};
  if (added.length > 0) add(['$tags: [String!]!'], `tagsAdd(id: $id, tags: $tags) { ${ERRORS} }`, { tags: added });
  if (remove.length > 0) {
    add(['$removed: [String!]!'], `tagsRemove(id: $id, tags: $removed) { ${ERRORS} }`, { removed: remove });
  }
  for (let i = 0; i < variables.metafields.length; i += MAX_METAFIELDS) {
    const name = `fields${i / MAX_METAFIELDS}`;
    const metafields = variables.metafields.slice(i, i + MAX_METAFIELDS).map((field) => ({ ownerId: id, ...field }));
    const call = `${name}: metafieldsSet(metafields: $${name}) { ${ERRORS} }`;
    add([`$${name}: [MetafieldsSetInput!]!`], call, { [name]: metafields });
  }
  if (variables.deleted.length > 0) {
    const deleted = variables.deleted.map((field) => ({ ownerId: id, ...field }));
    const call = `metafieldsDelete(metafields: $deleted) { ${ERRORS} }`;
    add(['$deleted: [MetafieldIdentifierInput!]!'], call, { deleted });
  }
  for (const [i, orders] of state.fulfillmentOrders.entries()) {
    const { tracking_number: number, company, url, notify = false } = variables.fulfillment ?? {};
    const tracking = Object.fromEntries(
      Object.entries({ number, company, url }).filter(([, value]) => value !== undefined),
    );
    const fulfillment = {
      lineItemsByFulfillmentOrder: orders.map((fulfillmentOrderId) => ({ fulfillmentOrderId })),
      notifyCustomer: notify,
      ...(Object.keys(tracking).length > 0 ? { trackingInfo: tracking as JsonObject } : {}),
    };
    const name = `fulfillment${i}`;
    const call = `${name}: fulfillmentCreate(fulfillment: $${name}) { ${ERRORS} }`;
    add([`$${name}: FulfillmentInput!`], call, { [name]: fulfillment });
  }
  mutations.push(...holdMutations(variables, state));
  const { cancel } = variables;
  if (cancel && !state.isCancelled) {
    // Last, because a cancelled order may refuse the other mutations.
    add(
      [
        '$reason: OrderCancelReason!',
        '$restock: Boolean!',
        '$refund: OrderCancelRefundMethodInput!',
        '$notify: Boolean!',
        '$staffNote: String',
      ],
      `orderCancel(
    orderId: $id
    reason: $reason
    restock: $restock
    refundMethod: $refund
    notifyCustomer: $notify
    staffNote: $staffNote
  ) {
    jobResult { status errors { field message } }
    orderCancelUserErrors { field message }
  }`,
      {
        reason: cancel.reason,
        restock: cancel.restock,
        refund: { originalPaymentMethodsRefund: cancel.refund },
        notify: cancel.notify,
        staffNote: cancel.note ?? null,
      },
    );
  }
  return mutations;
}

/** Builds one document with all mutations of a push, in order; null if there are none. */
export function buildUpdateMutation(
  id: string,
  variables: OrderVariables,
  state: OrderStateFacts,
): { document: string; variables: JsonObject; points: number } | null {
  const mutations = mutationsOf(id, variables, state);
  if (mutations.length === 0) return null;
  // GraphQL refuses a declared variable that is not used.
  const needsId = mutations.some(({ call }) => call.includes('$id'));
  const declared = [...(needsId ? ['$id: ID!'] : []), ...mutations.flatMap(({ declares }) => declares)];
  return {
    document: `mutation Update(${declared.join(', ')}) {
  ${mutations.map(({ call }) => call).join('\n  ')}
}`,
    variables: Object.assign(needsId ? { id } : {}, ...mutations.map((mutation) => mutation.variables)) as JsonObject,
    points: mutations.length * MUTATION_POINTS,
  };
}
