import type { Push } from '../../db/pushes/pushes';
import type { Store } from '../../db/stores/stores';
import type { JsonObject } from '../../shared/json/json';
import { matchesPushedTags, matchesPushedValue } from '../../shared/orders/matches-pushed';
import type { Deps } from '../ports';
import { readOrder } from '../shopify/read-order';
import type { ReadDeps } from '../shopify/read-shopify';
import { differingOrderVariables } from '../shopify/update/differing-order-variables';
import { planPush } from '../shopify/update/plan-push';
import { fetchObject } from '../stores/fetch-object';

export type ReadBack =
  /** The names of the variables whose value in the object differs from the pushed one. */
  { kind: 'read'; differing: string[] } | { kind: 'not_found' } | { kind: 'failed'; code: string };

const differingVariables = (variables: JsonObject, object: JsonObject): string[] =>
  Object.keys(variables).filter((name) => {
    const shows = name === 'tags' ? matchesPushedTags : matchesPushedValue;
    return !shows(variables[name], Object.hasOwn(object, name) ? object[name] : null);
  });

/** Reads the object of a delivered push and compares it with the pushed variables. */
export async function readBack(
  deps: ReadDeps & Pick<Deps, 'merchant'>,
  push: Pick<Push, 'requestId' | 'userKey' | 'objectType' | 'objectId' | 'variables'>,
  store: Store,
): Promise<ReadBack> {
  const { requestId, userKey, variables } = push;
  if (store.kind === 'shopify') {
    const planned = planPush(push);
    if (!planned.ok) return { kind: 'failed', code: 'invalid_variables' };
    const read = await readOrder(deps, store, planned.id, { shipments: false });
    return read.kind === 'found'
      ? { kind: 'read', differing: differingOrderVariables(variables, planned.variables, read) }
      : read;
  }
  const object = { type: push.objectType, id: push.objectId };
  const read = await fetchObject(deps, { store, object, requestId, userKey });
  return read.kind === 'found' ? { kind: 'read', differing: differingVariables(variables, read.object) } : read;
}
