import type { StoreKinds } from '../../../db/stores/stores';
import type { Issue } from '../../../shared/errors/app-error';
import { isJsonObject } from '../../../shared/json/json';
import { objectOrEmpty } from '../../../shared/json/read-json';
import { toOrderGid } from '../../../shared/orders/shopify-order-id';
import { hasLiquid } from '../../liquid/compile';
import type { ParsedFlow, ParsedStep } from './parse-flow';
import { refusedByShopify } from './refused-by-shopify';

/** Returns whether a step reads or changes an object of a store. */
export const usesStore = ({ kind }: ParsedStep): boolean => kind === 'get_object' || kind === 'update_object';

export const stepsOfStores = ({ steps }: ParsedFlow): ParsedStep[] => steps.filter(usesStore);

/** Returns warnings only: the store can still be created or changed before the flow runs. */
function checkEndpoint({ at, kind }: ParsedStep, stores: StoreKinds): Issue[] {
  if (stores.length === 0) {
    const message = 'The account has no store: create one with POST /v1/stores';
    return [{ path: at, code: 'store_not_found', message }];
  }
  const hasEndpoint = stores.some(
    (store) => store.kind === 'shopify' || (kind === 'get_object' ? store.reads : store.updates),
  );
  if (hasEndpoint) return [];
  const message = `No store of the account has an address for ${kind}: set one with PATCH /v1/stores/{id}`;
  return [{ path: at, code: 'no_endpoint', message }];
}

/** Reports what Shopify refuses: the object that a step names, or the variables that it pushes. */
function checkForShopify({ at, kind, raw }: ParsedStep): Issue[] {
  const code = 'shopify_refuses';
  const object = objectOrEmpty(raw.object);
  // The store's shipping platform releases held parcels.
  if (kind === 'update_object' && object.type === 'shipment') return [];
  const checkMember = (name: string, isValid: (text: string) => boolean, message: string): Issue[] => {
    const text = object[name];
    const wrong = typeof text === 'string' && text.trim() !== '' && !hasLiquid(text) && !isValid(text);
    return wrong ? [{ path: `${at}/object/${name}`, code, message }] : [];
  };
  const pushed = kind === 'update_object' && isJsonObject(raw.variables) ? refusedByShopify(raw.variables) : [];
  return [
    ...checkMember('type', (type) => type === 'order', 'A Shopify store has only orders: remove the type'),
    ...checkMember(
      'id',
      (id) => toOrderGid(id) !== null,
      'This must be the id of an order in Shopify, as a number or a gid',
    ),
    ...pushed.map(({ field, message }) => ({
      path: `${at}/variables${field}`,
      code,
      message: `Shopify always refuses this: ${message}`,
    })),
  ];
}

/** Checks the steps that use a store against the account's stores. */
export function checkStores(parsedFlow: ParsedFlow, stores: StoreKinds): { issues: Issue[]; warnings: Issue[] } {
  const steps = stepsOfStores(parsedFlow);
  const onlyShopify = isOnlyShopify(stores);
  return {
    issues: onlyShopify ? steps.flatMap(checkForShopify) : [],
    warnings: steps.flatMap((step) => checkEndpoint(step, stores)),
  };
}

/** Returns whether every store of the account is a Shopify store, so that its orders and updates are known. */
export const isOnlyShopify = (stores: StoreKinds): boolean =>
  stores.length > 0 && stores.every(({ kind }) => kind === 'shopify');
