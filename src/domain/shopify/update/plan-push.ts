import type { Push } from '../../../db/pushes/pushes';
import { toOrderGid } from '../../../shared/orders/shopify-order-id';
import { buildStateQuery } from './order-state';
import { type OrderVariables, parseOrderVariables } from './order-variables';
import { buildUpdateMutation, NO_STATE_FACTS } from './update-mutation';

type PushedObject = Pick<Push, 'objectType' | 'objectId' | 'variables'>;

export type PlannedPush =
  | { ok: true; id: string; variables: OrderVariables }
  /** Why the push cannot be sent, in the form of Shopify's userErrors. */
  | { ok: false; problems: { field: string; message: string }[] };

/** Parses a push for an order of a Shopify store. */
export function planPush({ objectType, objectId, variables }: PushedObject): PlannedPush {
  const id = toOrderGid(objectId);
  if (objectType !== 'order') {
    return { ok: false, problems: [{ field: '/type', message: 'Only orders of a Shopify store can be updated' }] };
  }
  if (id === null) {
    return {
      ok: false,
      problems: [{ field: '/object_id', message: "Must be the order's number in Shopify, or its gid" }],
    };
  }
  const read = parseOrderVariables(variables);
  return read.ok ? { ok: true, id, variables: read.variables } : read;
}

/** Estimates the points that a push may cost, before the order's state is read. */
export function pushPoints(push: PushedObject): number {
  const planned = planPush(push);
  if (!planned.ok) return 0;
  const { id, variables } = planned;
  const fulfillmentOrders = variables.fulfillment ? [[id]] : [];
  const attributes = variables.custom_attributes === undefined ? null : [];
  const holds = { handle: '', toHold: [id], toRelease: [{ id, holdIds: [id] }] };
  const update = buildUpdateMutation(id, variables, { ...NO_STATE_FACTS, attributes, fulfillmentOrders, holds });
  return (update?.points ?? 0) + (buildStateQuery(id, variables)?.points ?? 0);
}
