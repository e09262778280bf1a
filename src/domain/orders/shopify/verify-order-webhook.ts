import { AppError } from '../../../shared/app-error';
import { base64Decode } from '../../../shared/encoding';
import { constantTimeEqual, hmacSha256 } from '../../../shared/hmac';
import { invalidMember } from '../../../shared/invalid-member';
import type { Context, Deps } from '../../ports';
import {
  cachedWebhookStore,
  findWebhookStore,
  invalidateWebhookStore,
  type WebhookStore,
} from '../../stores/webhook-store';

export type SignedWebhook = { storeId: string; bytes: Uint8Array<ArrayBuffer>; signature: string | null };

/** Whether one of the store's secrets signs these bytes. A store without a secret accepts unsigned webhooks. */
async function hasValidSignature(
  { secrets, retired }: WebhookStore,
  { bytes, signature }: SignedWebhook,
  now: number,
): Promise<boolean> {
  if (secrets.length === 0) return true;
  const signatureBytes = signature === null ? null : base64Decode(signature);
  if (signatureBytes === null) return false;
  const valid = [...secrets, ...retired.filter(({ until }) => until > now).map((each) => each.secret)];
  const matches = await Promise.all(
    valid.map(async (each) => constantTimeEqual(await hmacSha256(each, bytes), signatureBytes)),
  );
  return matches.includes(true);
}

/** Whether a cached secret matches the signature; if so, D1 need not be queried. */
export async function isSignedByCachedSecret(
  deps: Pick<Deps, 'now'>,
  { account }: Context,
  webhook: SignedWebhook,
): Promise<boolean> {
  const now = deps.now();
  const store = cachedWebhookStore(account.accountId, webhook.storeId, now);
  return store !== null && store.secrets.length > 0 && hasValidSignature(store, webhook, now);
}

/** Whether the store's secret signs the webhook; reads D1 once more in case another isolate has just changed the secret. */
async function isSignedByStore(
  deps: Pick<Deps, 'encryptor' | 'now' | 'stores'>,
  accountId: string,
  webhook: SignedWebhook,
): Promise<boolean> {
  const { storeId, signature } = webhook;
  const { store, cold } = await findWebhookStore(deps, accountId, storeId);
  if (store.kind !== 'shopify') throw invalidMember('?id_store', 'not_shopify', 'The store is not of kind shopify');
  if (await hasValidSignature(store, webhook, deps.now())) return true;
  if (cold || signature === null) return false;
  invalidateWebhookStore(accountId, storeId);
  return isSignedByStore(deps, accountId, webhook);
}

/**
 * Fails unless the store's secret signs the webhook: with store_not_found, validation_failed (the store is not Shopify's) or
 * invalid_signature, which is also recorded on the store.
 */
export async function verifyOrderWebhook(
  deps: Pick<Deps, 'encryptor' | 'now' | 'stores'>,
  { account }: Context,
  webhook: SignedWebhook,
): Promise<void> {
  const { accountId } = account;
  if (await isSignedByStore(deps, accountId, webhook)) return;
  await deps.stores.markWebhookRefused(accountId, webhook.storeId, deps.now());
  throw new AppError('invalid_signature', "The webhook is not signed with the store's secret");
}
