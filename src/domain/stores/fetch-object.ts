import type { Store } from '../../db/stores/stores';
import type { JsonObject } from '../../shared/json/json';
import type { ObjectRef } from '../canonical-object';
import { renderLiquid } from '../liquid/render';
import type { Deps } from '../ports';
import { decryptHeaders } from './endpoint-headers';

export type FetchedObject =
  | { kind: 'found'; object: JsonObject }
  | { kind: 'not_found' }
  | { kind: 'failed'; code: string };

/** Calls the getObject of a custom store once; never throws for a merchant's failure. A deleted store is not called. */
export async function fetchObject(
  deps: Pick<Deps, 'encryptor' | 'merchant'>,
  request: {
    store: Pick<Store, 'storeId' | 'deletedAt' | 'getObject'>;
    object: ObjectRef;
    userKey: string;
    requestId: string;
  },
): Promise<FetchedObject> {
  const { store, object, userKey, requestId } = request;
  if (store.deletedAt !== null) return { kind: 'failed', code: 'store_deleted' };
  if (!store.getObject) return { kind: 'failed', code: 'no_endpoint' };
  const scope = { object, user: { user_key: userKey }, request: { request_id: requestId } };
  const params: Record<string, string> = {};
  for (const [name, template] of Object.entries(store.getObject.params ?? {})) {
    const rendered = renderLiquid(template, scope, { locale: 'it-IT', zone: 'UTC', currency: 'EUR' });
    if (!rendered.ok) return { kind: 'failed', code: rendered.code };
    params[name] = rendered.text;
  }
  const headers = await decryptHeaders(deps.encryptor, store.storeId, store.getObject.headers);
  return deps.merchant.getObject({ endpoint: { ...store.getObject, headers }, params });
}
