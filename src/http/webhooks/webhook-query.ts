import { invalidMember } from '../../shared/validation/invalid-member';

const MAX_STORE_ID_CHARACTERS = 64;

/** Whether a parameter can be the id of a store. Checked without zod, which a webhook does not load. */
export const isStoreId = (text: string): boolean => text !== '' && text.length <= MAX_STORE_ID_CHARACTERS;

export const STORE_ID_MESSAGE = 'This must be the id of a store';

/** Returns the store in the URL of a webhook. Fails with validation_failed. */
export function readWebhookStoreId({ id_store: storeId = '' }: Record<string, string>): string {
  if (!isStoreId(storeId)) throw invalidMember('?id_store', 'invalid_value', STORE_ID_MESSAGE);
  return storeId;
}
