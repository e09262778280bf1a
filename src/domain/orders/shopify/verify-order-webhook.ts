import { base64Decode } from '../../../shared/crypto/encoding';
import { constantTimeEqual, hmacSha256 } from '../../../shared/crypto/hmac';
import { AppError } from '../../../shared/errors/app-error';
import { invalidMember } from '../../../shared/validation/invalid-member';
import type { Context, Deps } from '../../ports';
import {
  cachedWebhookStore,
  findWebhookStore,
  invalidateWebhookStore,
  type WebhookStore,
} from '../../stores/webhook-store';

export type SignedWebhook = { storeId: string; bytes: Uint8Array<ArrayBuffer>; signature: string | null };

/** Who has made a webhook, by the secret that signs it: the app, or a person in the shop's admin. */
export type WebhookMaker = 'app' | 'person' | 'unknown';

/** Returns who has made a webhook; null if no secret of the store signs it. A store without a secret accepts unsigned ones. */
async function makerOf(
  { secrets, retired }: WebhookStore,
  { bytes, signature }: SignedWebhook,
  now: number,
): Promise<WebhookMaker | null> {
  if (secrets.length === 0) return 'unknown';
  const signatureBytes = signature === null ? null : base64Decode(signature);
  if (signatureBytes === null) return null;
  const hasApp = secrets.some(({ of }) => of === 'app');
  const valid = [
    // A store without a client secret may have it as its webhook secret.
    ...secrets.map(
      ({ secret, of }) => ({ secret, maker: of === 'app' ? 'app' : hasApp ? 'person' : 'unknown' }) as const,
    ),
    ...retired.filter(({ until }) => until > now).map(({ secret }) => ({ secret, maker: 'unknown' }) as const),
  ];
  const makers = await Promise.all(
    valid.map(async ({ secret, maker }) =>
      constantTimeEqual(await hmacSha256(secret, bytes), signatureBytes) ? maker : null,
    ),
  );
  return makers.includes('app') ? 'app' : (makers.find((maker) => maker !== null) ?? null);
}

/** Returns who has made a webhook that a cached secret signs, without querying D1; null if none does. */
export async function makerByCachedSecret(
  deps: Pick<Deps, 'now'>,
  { account }: Context,
  webhook: SignedWebhook,
): Promise<WebhookMaker | null> {
  const now = deps.now();
  const store = cachedWebhookStore(account.accountId, webhook.storeId, now);
  return store !== null && store.secrets.length > 0 ? makerOf(store, webhook, now) : null;
}

/** Returns who has made a webhook; reads D1 once more in case another isolate has just changed the secret. */
async function makerByStore(
  deps: Pick<Deps, 'encryptor' | 'now' | 'stores'>,
  accountId: string,
  webhook: SignedWebhook,
): Promise<WebhookMaker | null> {
  const { storeId, signature } = webhook;
  const { store, cold } = await findWebhookStore(deps, accountId, storeId);
  if (store.kind !== 'shopify') throw invalidMember('?id_store', 'not_shopify', 'The store is not of kind shopify');
  const maker = await makerOf(store, webhook, deps.now());
  if (maker !== null || cold || signature === null) return maker;
  invalidateWebhookStore(accountId, storeId);
  return makerByStore(deps, accountId, webhook);
}

/**
 * Returns who has made a webhook. Fails unless the store's secret signs it: with store_not_found, validation_failed (the store is not Shopify's) or
 * invalid_signature, which is also recorded on the store.
 */
export async function verifyOrderWebhook(
  deps: Pick<Deps, 'encryptor' | 'now' | 'stores'>,
  { account }: Context,
  webhook: SignedWebhook,
): Promise<WebhookMaker> {
  const { accountId } = account;
  const maker = await makerByStore(deps, accountId, webhook);
  if (maker !== null) return maker;
  await deps.stores.markWebhookRefused(accountId, webhook.storeId, deps.now());
  throw new AppError('invalid_signature', "The webhook is not signed with the store's secret");
}
