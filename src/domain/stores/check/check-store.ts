import { z } from 'zod';
import type { Check } from '../../../shared/check';
import type { Context, Deps } from '../../ports';
import { findStore } from '../change-store';
import { checkGetObject } from './check-get-object';
import { checkShopify } from './check-shopify';
import { checkUpdateObject } from './check-update-object';

const ObjectToCheck = z.strictObject({
  type: z.string().min(1).max(64).default('order'),
  id: z.string().min(1).max(255),
});

export const CheckStore = z
  .strictObject({
    /** One that exists, to be read; without it the store's newest order. */
    object: ObjectToCheck.optional(),
    /** One that no flow touches, to be written to; without it one that does not exist. */
    test_object: ObjectToCheck.optional(),
  })
  .meta({ example: { object: { type: 'order', id: '1001' }, test_object: { type: 'order', id: 'TEST-1' } } });

/**
 * Plays the calls that a merchant will get, right and wrong ones, or asks Shopify what our app may do, and says what they
 * must mend. Takes up to minutes.
 */
export async function checkStore(
  deps: Deps,
  context: Context,
  { storeId, object, test_object }: { storeId: string } & z.infer<typeof CheckStore>,
): Promise<{ ok: boolean; checkedAt: number; checks: Check[] }> {
  const store = await findStore(deps, context, storeId);
  const checkedAt = deps.now();
  const recordChecks = async (checks: Check[]) => {
    await deps.stores.saveLastCheck(store.accountId, storeId, { at: checkedAt, checks });
    return { ok: checks.every(({ status }) => status !== 'failed'), checkedAt, checks };
  };
  if (store.kind === 'shopify') return recordChecks(await checkShopify(deps, store));
  const newest = object ? null : await deps.orders.findNewestOrderId(context.account.accountId, storeId);
  const known = object ?? (newest === null ? null : { type: 'order', id: newest });
  const written = test_object ?? { type: 'order', id: `aisac-check-${crypto.randomUUID()}` };
  const checks = [
    ...(await checkGetObject(deps, store, known)),
    ...(await checkUpdateObject(deps, context, store, written)),
  ];
  return recordChecks(checks);
}
