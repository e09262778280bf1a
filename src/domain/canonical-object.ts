import type { Store } from '../db/stores/stores';
import { toOrderGid } from '../shared/orders/shopify-order-id';

/** The object that a request, a read or a push is about, by the store's id. */
export type ObjectRef = { type: string; id: string };

/**
 * Returns an object with the id under which it is stored, compared and pushed. For an order of a Shopify store this is the
 * global id, also when only its number is given; any other object keeps its id.
 */
export function canonicalObject<Ref extends ObjectRef>(
  { kind }: { kind?: Store['kind'] | undefined },
  object: Ref,
): Ref {
  const gid = kind === 'shopify' && object.type === 'order' ? toOrderGid(object.id) : null;
  return gid === null ? object : { ...object, id: gid };
}
