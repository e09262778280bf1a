import { AppError } from '../../../shared/errors/app-error';
import { parseExactJson } from '../../../shared/json/parse-exact-json';
import { parseWebhookJson } from '../../events/parse-webhook-json';
import type { Context, Deps } from '../../ports';
import type { ShippingPlatform } from '../../shipment-delivery';
import { isSignedByAftership } from '../../shipments/sources/aftership/verify-signature';
import { hasQaplaKey } from '../../shipments/sources/qapla/verify-key';
import { isSignedBySendcloud } from '../../shipments/sources/sendcloud/verify-signature';
import { hasShippyproCredentials } from '../../shipments/sources/shippypro/verify-credentials';
import {
  cachedWebhookStore,
  findWebhookStore,
  invalidateWebhookStore,
  type WebhookStore,
} from '../../stores/webhook-store';

/** A webhook of a shipping platform; `proof` is the header by which its sender proves itself. */
export type PlatformWebhook = {
  source: ShippingPlatform;
  storeId: string;
  bytes: Uint8Array<ArrayBuffer>;
  proof: string | null;
};

/** Whether the store's shipping platform has sent a webhook. Qapla' has a key in the body; ShippyPro may send without a proof. */
async function isProven({ shipping }: WebhookStore, { source, bytes, proof }: PlatformWebhook): Promise<boolean> {
  if (shipping?.kind !== source) return false;
  const { api_key, webhook_secret, webhook_user, webhook_password } = shipping.secrets;
  if (source === 'shippypro') {
    return hasShippyproCredentials(proof, { user: webhook_user ?? null, password: webhook_password ?? null });
  }
  if (source === 'qapla') {
    return api_key !== undefined && hasQaplaKey(parseExactJson(parseWebhookJson(bytes)), api_key);
  }
  if (webhook_secret === undefined) return false;
  return source === 'aftership'
    ? isSignedByAftership(bytes, proof, webhook_secret)
    : isSignedBySendcloud(bytes, proof, webhook_secret);
}

/** Returns the store whose cached secret proves the sender, without a query of D1; null if none does. */
export async function storeOfCachedProof(
  deps: Pick<Deps, 'now'>,
  { account }: Context,
  webhook: PlatformWebhook,
): Promise<WebhookStore | null> {
  const store = cachedWebhookStore(account.accountId, webhook.storeId, deps.now());
  const hasSecret = store?.shipping != null && Object.keys(store.shipping.secrets).length > 0;
  return hasSecret && (await isProven(store, webhook)) ? store : null;
}

/**
 * Returns the store whose shipping platform has sent the webhook. Fails with store_not_found, invalid_json or invalid_signature.
 * Reads D1 once more in case another isolate has just changed the secret.
 */
export async function verifyShipmentWebhook(
  deps: Pick<Deps, 'encryptor' | 'log' | 'now' | 'stores'>,
  { account: { accountId } }: Context,
  webhook: PlatformWebhook,
): Promise<WebhookStore> {
  const { source, storeId } = webhook;
  const found = await findWebhookStore(deps, accountId, storeId);
  if (await isProven(found.store, webhook)) return found.store;
  if (!found.cold) {
    invalidateWebhookStore(accountId, storeId);
    const { store } = await findWebhookStore(deps, accountId, storeId);
    if (await isProven(store, webhook)) return store;
  }
  deps.log('shipment_webhook_refused', { account_id: accountId, id_store: storeId, source });
  throw new AppError('invalid_signature', `The webhook is not proven by the secret of \`shipping\` of kind ${source}`);
}
