import type { Store } from '../db/stores';
import { toOrderGid } from '../shared/shopify-order-id';

/** What a request, a read or a push is about, as its store names it. */
export type ObjectRef = { type: string; id: string };

/**
 * An object by the one id under which it is stored, compared and pushed: an order of a Shopify store by its global id,
 * which Shopify's webhooks bring, also where it is named by the number in it. All others, and those of no store, keep the
 * id that they are given.
 */
export function canonicalObject<Ref extends ObjectRef>(
  { kind }: { kind?: Store['kind'] | undefined },
  object: Ref,
): Ref {
  const gid = kind === 'shopify' && object.type === 'order' ? toOrderGid(object.id) : null;
  return gid === null ? object : { ...object, id: gid };
}
