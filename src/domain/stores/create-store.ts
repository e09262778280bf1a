import { z } from 'zod';
import type { Store } from '../../db/stores';
import { Failure } from '../../shared/failure';
import { newId } from '../../shared/ids';
import { secretPlace } from '../../shared/seal';
import { newWebhookSecret } from '../../shared/standard-webhooks';
import type { Claim } from '../idempotency';
import type { Context, Deps } from '../ports';
import { CreateCustomStore, endpointColumns, endpointFindings } from './custom-store';
import { RECONCILE_EVERY_MS } from './reconcile-times';
import { CreateShopifyStore, shopifyColumns, shopifyFindings } from './shopify-store';

export const CreateStore = z.discriminatedUnion('kind', [CreateCustomStore, CreateShopifyStore]);
export type StoreInput = z.infer<typeof CreateStore>;

/** `secret`: what pushes are signed with, in the clear; Shopify's own stores get none that are signed. */
export type CreatedStore = { store: Store; secret: string | null };

/** Makes a store; its signing secret is made if none is given, and is in this answer and nowhere else. */
export async function createStore(
  deps: Deps,
  { account: { accountId } }: Context,
  input: StoreInput,
  claim: Claim<CreatedStore>,
): Promise<CreatedStore> {
  const findings = input.kind === 'custom' ? endpointFindings(deps, input) : shopifyFindings(input, null);
  if (findings.length > 0)
    throw new Failure('validation_failed', `${findings.length} members are not valid`, { findings });
  const idStore = newId('str');
  const secret = input.kind === 'custom' ? (input.secret ?? newWebhookSecret()) : null;
  const columns =
    input.kind === 'custom'
      ? await endpointColumns(deps, idStore, input)
      : await shopifyColumns(deps, { idStore, input, before: null });
  const now = deps.now();
  const store: Store = {
    idStore,
    accountId,
    name: input.name,
    kind: input.kind,
    secret: secret === null ? null : await deps.sealer.seal(secret, secretPlace(idStore, 'secret')),
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
    webhookKey: null,
    webhookKeyId: null,
    lastCheck: null,
    reconcileAt: input.kind === 'shopify' ? now + RECONCILE_EVERY_MS : null,
    reconciledUpTo: null,
    reconcileCursor: null,
    forgottenSequence: 0,
    pausedAt: null,
    pausedReason: null,
    deletedAt: null,
    createdAt: now,
    updatedAt: now,
    ...columns,
  };
  await deps.stores.insert(store, await claim({ store, secret }));
  return { store, secret };
}
