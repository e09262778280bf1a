import { z } from 'zod';
import type { Store } from '../../db/stores/stores';
import { aadFor } from '../../shared/crypto/encryption';
import { newId } from '../../shared/crypto/ids';
import { newWebhookSecret } from '../../shared/crypto/standard-webhooks';
import { invalidMembers } from '../../shared/validation/invalid-member';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { MakeIdempotencyRecord } from '../idempotency-record';
import type { Context, Deps } from '../ports';
import { CreateCustomStore, endpointColumns, endpointIssues } from './custom-store';
import { RECONCILE_EVERY_MS } from './reconcile-times';
import { CreateShopifyStore, shopifyColumns, shopifyIssues } from './shopify-store';
import { encryptShipping, shippingIssues } from './store-shipping';

export const CreateStore = z.discriminatedUnion('kind', [CreateCustomStore, CreateShopifyStore]);
export type StoreInput = z.infer<typeof CreateStore>;

/** `secret` signs the pushes, in clear text; null for a Shopify store. */
export type CreatedStore = { store: Store; secret: string | null };

/** Creates a store, with a new signing secret if none is given; only this response shows it. Fails with validation_failed. */
export async function createStore(
  deps: Pick<Deps, 'encryptor' | 'now' | 'stores' | 'urlRejectionReason'>,
  context: Context,
  input: StoreInput,
  makeIdempotencyRecord: MakeIdempotencyRecord<CreatedStore>,
): Promise<CreatedStore> {
  const { accountId } = context.account;
  const issues = input.kind === 'custom' ? endpointIssues(deps, input) : shopifyIssues(input, null);
  issues.push(...shippingIssues(input.shipping, null));
  if (issues.length > 0) throw invalidMembers(issues);
  const storeId = newId('str');
  const secret = input.kind === 'custom' ? (input.secret ?? newWebhookSecret()) : null;
  const columns =
    input.kind === 'custom'
      ? await endpointColumns(deps, storeId, input)
      : await shopifyColumns(deps, { storeId, input, before: null });
  const now = deps.now();
  const store: Store = {
    storeId,
    accountId,
    name: input.name,
    kind: input.kind,
    secret: secret === null ? null : await deps.encryptor.encrypt(secret, aadFor(storeId, 'secret')),
    previousSecret: null,
    previousSecretUntil: null,
    earlierSecrets: null,
    getObject: null,
    updateObject: null,
    rate: input.rate,
    shopifyStoreName: null,
    shopifyTokenApp: null,
    shopifyWebhookSecret: null,
    shopifyPreviousWebhookSecret: null,
    shopifyPreviousWebhookSecretUntil: null,
    shopifyClientId: null,
    shopifyClientSecret: null,
    shopifyAccessToken: null,
    shopifyAccessTokenUntil: null,
    webhookSeenAt: null,
    webhookRefusedAt: null,
    handMadeSeenAt: null,
    webhookKey: null,
    webhookKeyId: null,
    shipping: await encryptShipping(deps.encryptor, storeId, { input: input.shipping, before: null }),
    lastCheck: null,
    setUp: null,
    reconcileAt: input.kind === 'shopify' ? now + RECONCILE_EVERY_MS : null,
    reconciledUpTo: null,
    reconcileCursor: null,
    purgedSequence: 0,
    pausedAt: null,
    pausedReason: null,
    deletedAt: null,
    createdAt: now,
    updatedAt: now,
    ...columns,
  };
  const audit = newAuditEntry(context, now, 'store.created', {
    targets: [{ type: 'store', id: storeId }],
    metadata: { kind: store.kind, name: store.name },
  });
  await deps.stores.insert(store, await makeIdempotencyRecord({ store, secret }), audit);
  return { store, secret };
}
