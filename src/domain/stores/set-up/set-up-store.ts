import type { Store } from '../../../db/stores/stores';
import type { FoundStep } from '../../../shared/flows/set-up-step';
import { invalidMember } from '../../../shared/validation/invalid-member';
import { newAuditEntry } from '../../audit/new-audit-entry';
import type { Context, Deps } from '../../ports';
import type { ReadDeps } from '../../shopify/read-shopify';
import { withLease } from '../../with-lease';
import { findStore } from '../find-store';
import { decryptWebhookKey, ensureWebhookKey } from '../webhook-key';
import { readShopSetUp, type ShopSetUp } from './read-shop-set-up';
import { storeSetUpSteps } from './set-up-steps';
import { planFor, syncWebhooks, type WebhookTarget } from './sync-webhooks';

type SetUpDeps = ReadDeps & Pick<Deps, 'keys' | 'now'>;
type RunDeps = SetUpDeps & Pick<Deps, 'database' | 'directory' | 'idempotency' | 'sleep'>;

async function findShopifyStore(deps: Pick<Deps, 'stores'>, context: Context, storeId: string): Promise<Store> {
  const store = await findStore(deps, context, storeId);
  if (store.kind !== 'shopify')
    throw invalidMember('/kind', 'not_shopify', 'Only a store of kind shopify can be set up by this call');
  return store;
}

/** Returns where the webhooks of a store go; null while it has no key for them that works. */
export async function webhookTarget(
  deps: Pick<Deps, 'encryptor' | 'keys' | 'now'>,
  store: Store,
  origin: string,
): Promise<WebhookTarget | null> {
  const { accountId, webhookKeyId } = store;
  const row = webhookKeyId === null ? undefined : await deps.keys.find(accountId, webhookKeyId);
  if (!row || row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt <= deps.now())) return null;
  const key = await decryptWebhookKey(deps, store);
  return key === null ? null : { origin, key };
}

async function stepsNow(deps: SetUpDeps, store: Store, shop: ShopSetUp, origin: string): Promise<FoundStep[]> {
  const plan = planFor(store, shop, await webhookTarget(deps, store, origin));
  return storeSetUpSteps(store, { shop, plan, failure: null, now: deps.now() });
}

/** Asks Shopify, and returns the steps of a store's set-up as they are. Changes nothing. Fails with not_found and validation_failed. */
export async function readSetUp(
  deps: SetUpDeps,
  context: Context,
  { storeId, origin }: { storeId: string; origin: string },
): Promise<FoundStep[]> {
  const store = await findShopifyStore(deps, context, storeId);
  return stepsNow(deps, store, await readShopSetUp(deps, store), store.setUp?.origin ?? origin);
}

async function runSetUp(deps: RunDeps, context: Context, found: Store, origin: string): Promise<FoundStep[]> {
  const shop = await readShopSetUp(deps, found);
  const audit = newAuditEntry(context, deps.now(), 'store.set_up', { targets: [{ type: 'store', id: found.storeId }] });
  if (shop.kind === 'failed') {
    const steps = await stepsNow(deps, found, shop, origin);
    const known = found.setUp ?? { origin, subscriptions: {} };
    const now = deps.now();
    await deps.stores.saveSetUp(found, { setUp: { ...known, at: now, steps }, restored: [], now, audit });
    return steps;
  }
  // The caller never sees this key, so it may have a scope that the caller's key lacks.
  await ensureWebhookKey(deps, { ...context, scopes: [...context.scopes, 'webhook:shopify'] }, found);
  const { setUp } = found;
  if (setUp === null) {
    const begun = { origin, at: null, steps: [], subscriptions: {} };
    await deps.stores.saveSetUp(found, { setUp: begun, restored: [], now: deps.now() });
  }
  const store = await findShopifyStore(deps, context, found.storeId);
  const target = await webhookTarget(deps, store, origin);
  if (target === null) return stepsNow(deps, store, shop, origin);
  return syncWebhooks(deps, store, { shop, target, mayChange: true, audit });
}

/**
 * Sets up a Shopify store as far as calls can: the key and the address of its webhooks, and the subscriptions to all topics for
 * which the app has the scope. `origin` is the address of this deployment. May be repeated and interrupted anywhere: the hourly
 * reconciliation completes what has begun. Calls of one store are made one after another. Fails with not_found, validation_failed,
 * and unavailable while another call goes on for long.
 */
export async function setUpStore(
  deps: RunDeps,
  context: Context,
  { storeId, origin }: { storeId: string; origin: string },
): Promise<FoundStep[]> {
  const { accountId } = await findShopifyStore(deps, context, storeId);
  return withLease(deps, { accountId, name: `stores/${storeId}/set_up` }, async () =>
    runSetUp(deps, context, await findShopifyStore(deps, context, storeId), origin),
  );
}
