import type { StoreKinds } from '../../../db/stores';
import type { Issue } from '../../../shared/app-error';
import { isJsonObject } from '../../../shared/json';
import { objectOrEmpty } from '../../../shared/read-json';
import { toOrderGid } from '../../../shared/shopify-order-id';
import { hasLiquid } from '../../liquid/compile';
import type { ParsedFlow, ParsedStep } from './parse-flow';
import { refusedByShopify } from './refused-by-shopify';

const isOfStore = ({ kind }: ParsedStep): boolean => kind === 'get_object' || kind === 'update_object';

/** The steps that read or change what a store has. */
export const stepsOfStores = ({ steps }: ParsedFlow): ParsedStep[] => steps.filter(isOfStore);

/** Each store can still be made before the flow runs, so what is missing is a warning. */
function missing({ at, kind }: ParsedStep, stores: StoreKinds): Issue[] {
  if (stores.length === 0) {
    const message = 'The account has no store: make one with POST /v1/stores';
    return [{ path: at, code: 'store_not_found', message }];
  }
  const can = stores.some((store) => store.kind === 'shopify' || (kind === 'get_object' ? store.reads : store.updates));
  if (can) return [];
  const message = `No store of the account has ${kind}: give one an address with PATCH /v1/stores/{id}`;
  return [{ path: at, code: 'no_endpoint', message }];
}

/** What Shopify would refuse of an object that is named, and of what is pushed to it. */
function refused({ at, kind, raw }: ParsedStep): Issue[] {
  const code = 'shopify_refuses';
  const object = objectOrEmpty(raw.object);
  const named = (name: string, fits: (text: string) => boolean, message: string): Issue[] => {
    const text = object[name];
    const wrong = typeof text === 'string' && text.trim() !== '' && !hasLiquid(text) && !fits(text);
    return wrong ? [{ path: `${at}/object/${name}`, code, message }] : [];
  };
  const pushed = kind === 'update_object' && isJsonObject(raw.variables) ? refusedByShopify(raw.variables) : [];
  return [
    ...named('type', (type) => type === 'order', 'A Shopify store has orders only: leave the type out'),
    ...named('id', (id) => toOrderGid(id) !== null, "This is neither an order's number in Shopify nor its gid"),
    ...pushed.map(({ field, message }) => ({
      path: `${at}/variables${field}`,
      code,
      message: `Shopify refuses this, whatever the run: ${message}`,
    })),
  ];
}

/** Checks the steps that need a store against the kinds of store that the account has. */
export function checkStores(sketch: ParsedFlow, stores: StoreKinds): { issues: Issue[]; warnings: Issue[] } {
  const steps = stepsOfStores(sketch);
  const onlyShopify = isOnlyShopify(stores);
  return {
    issues: onlyShopify ? steps.flatMap(refused) : [],
    warnings: steps.flatMap((step) => missing(step, stores)),
  };
}

/** Whether every store of the account is Shopify's, so that what they have and take is known. */
export const isOnlyShopify = (stores: StoreKinds): boolean =>
  stores.length > 0 && stores.every(({ kind }) => kind === 'shopify');
