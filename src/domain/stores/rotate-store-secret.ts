import { aadFor } from '../../shared/crypto/encryption';
import { newWebhookSecret } from '../../shared/crypto/standard-webhooks';
import { AppError } from '../../shared/errors/app-error';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { MakeIdempotencyRecord } from '../idempotency-record';
import type { Context, Deps } from '../ports';
import type { CreatedStore } from './create-store';
import { findStore } from './find-store';
import { checkRetiredLimit, SECRET_OVERLAP_MS } from './retired-secrets';

/**
 * Rotates the signing secret of a custom store; pushes are also signed with the old one for a day. Fails with not_found,
 * validation_failed for a Shopify store, and rate_limited while 20 old secrets are still valid.
 */
export async function rotateStoreSecret(
  deps: Pick<Deps, 'encryptor' | 'now' | 'stores'>,
  context: Context,
  storeId: string,
  makeIdempotencyRecord: MakeIdempotencyRecord<CreatedStore>,
): Promise<CreatedStore> {
  const current = await findStore(deps, context, storeId);
  if (current.kind === 'shopify') {
    const issues = [{ path: '/kind', code: 'not_ours', message: 'Update shopify_webhook_secret with PATCH instead' }];
    throw new AppError(
      'validation_failed',
      'The secret of a Shopify store is created by Shopify and cannot be rotated here',
      { issues },
    );
  }
  const secret = newWebhookSecret();
  const now = deps.now();
  checkRetiredLimit(current, now);
  const encrypted = await deps.encryptor.encrypt(secret, aadFor(storeId, 'secret'));
  const store = { ...current, secret: encrypted, updatedAt: now };
  await deps.stores.rotateSecret({
    accountId: current.accountId,
    storeId,
    secret: encrypted,
    now,
    until: now + SECRET_OVERLAP_MS,
    idempotencyRecord: await makeIdempotencyRecord({ store, secret }),
    audit: newAuditEntry(context, now, 'store.secret_rotated', { targets: [{ type: 'store', id: storeId }] }),
  });
  return { store, secret };
}
