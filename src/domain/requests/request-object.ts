import type { RequestRow } from '../../db/requests/requests';
import type { Store } from '../../db/stores/stores';
import { canonicalObject } from '../canonical-object';

/** Returns a request's object with its canonical id: rows of earlier versions hold the id as it was given. */
export const requestObject = (
  { objectType, objectId }: Pick<RequestRow, 'objectType' | 'objectId'>,
  store: Pick<Store, 'kind'>,
): { type: string; id: string } | null =>
  objectType && objectId ? canonicalObject(store, { type: objectType, id: objectId }) : null;
