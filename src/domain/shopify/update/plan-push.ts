import type { Push } from '../../../db/pushes';
import { toOrderGid } from '../../../shared/shopify-order-id';
import { buildStateQuery } from './order-state';
import { type OrderVariables, parseOrderVariables } from './order-variables';
import { buildUpdateMutation, NO_STATE_FACTS } from './update-mutation';

export type PlannedPush =
  | { ok: true; id: string; variables: OrderVariables }
  /** What can't be said to Shopify, in the form of its own userErrors. */
  | { ok: false; problems: { field: string; message: string }[] };

/** Reads a push as something that can be said to an order of Shopify. */
export function planPush({
  objectType,
  objectId,
  variables,
}: Pick<Push, 'objectType' | 'objectId' | 'variables'>): PlannedPush {
  const id = toOrderGid(objectId);
  if (objectType !== 'order') {
    return { ok: false, problems: [{ field: '/type', message: 'Only orders of a Shopify store can be updated' }] };
  }
  if (id === null) {
    return { ok: false, problems: [{ field: '/object_id', message: "An order's number in Shopify, or its gid" }] };
  }
  const read = parseOrderVariables(variables);
  return read.ok ? { ok: true, id, variables: read.variables } : read;
}

/** What a push may cost of Shopify's bucket, as far as can be told before the order's state is read. */
export function pushPoints(push: Push): number {
  const planned = planPush(push);
  if (!planned.ok) return 0;
  const { id, variables } = planned;
  const fulfillmentOrders = variables.fulfillment ? [[id]] : [];
  const attributes = variables.custom_attributes === undefined ? null : [];
  const update = buildUpdateMutation(id, variables, { ...NO_STATE_FACTS, attributes, fulfillmentOrders });
  return (update?.points ?? 0) + (buildStateQuery(id, variables)?.points ?? 0);
}
