import { z } from 'zod';
import type { FoundCheck } from '../../../shared/validation/check';
import type { Context, Deps } from '../../ports';
import type { ReadDeps } from '../../shopify/read-shopify';
import { findStore } from '../find-store';
import { checkGetObject } from './check-get-object';
import { checkShipmentStatuses } from './check-shipment-statuses';
import { checkShopify } from './check-shopify';
import { checkUpdateObject } from './check-update-object';

const ObjectToCheck = z.strictObject({
  type: z.string().min(1).max(64).default('order'),
  id: z.string().min(1).max(255),
});

export const CheckStore = z
  .strictObject({
    /** An existing object to read; by default the store's newest order. */
    object: ObjectToCheck.optional(),
    /** An object that no flow uses, to write to; by default one that does not exist. */
    test_object: ObjectToCheck.optional(),
  })
  .meta({ example: { object: { type: 'order', id: '1001' }, test_object: { type: 'order', id: 'TEST-1' } } });

/**
 * Checks a store by making the calls that the merchant will get, valid and invalid ones, or by asking Shopify what the app
 * may do. Each failed check says what to do. May take minutes.
 */
export async function checkStore(
  deps: ReadDeps & Pick<Deps, 'merchant' | 'orders' | 'shipments'>,
  context: Context,
  { storeId, object, test_object }: { storeId: string } & z.infer<typeof CheckStore>,
): Promise<{ ok: boolean; checkedAt: number; checks: FoundCheck[] }> {
  const store = await findStore(deps, context, storeId);
  const checkedAt = deps.now();
  const recordChecks = async (ofKind: FoundCheck[]) => {
    const checks = [...ofKind, ...(await checkShipmentStatuses(deps, store))];
    await deps.stores.saveLastCheck(store.accountId, storeId, { at: checkedAt, checks });
    return { ok: checks.every(({ status }) => status !== 'failed'), checkedAt, checks };
  };
  if (store.kind === 'shopify') return recordChecks(await checkShopify(deps, store));
  const newest = object ? null : await deps.orders.findNewestOrderId(context.account.accountId, storeId);
  const toRead = object ?? (newest === null ? null : { type: 'order', id: newest });
  const toWrite = test_object ?? { type: 'order', id: `aisac-check-${crypto.randomUUID()}` };
  const checks = [
    ...(await checkGetObject(deps, store, toRead)),
    ...(await checkUpdateObject(deps, context, store, toWrite)),
  ];
  return recordChecks(checks);
}
