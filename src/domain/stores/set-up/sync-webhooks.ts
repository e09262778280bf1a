import type { AuditDraft } from '../../../db/accounts/audit';
import type { Store } from '../../../db/stores/stores';
import type { FoundStep } from '../../../shared/flows/set-up-step';
import type { Deps } from '../../ports';
import type { ReadDeps } from '../../shopify/read-shopify';
import { webhookAddress } from '../webhook-address';
import { planSubscriptions, type SubscriptionPlan } from './plan-subscriptions';
import { readShopSetUp, type ShopSetUp } from './read-shop-set-up';
import { type SetUpFacts, storeSetUpSteps } from './set-up-steps';
import {
  createWebhookSubscription,
  deleteWebhookSubscription,
  updateWebhookSubscription,
} from './webhook-subscriptions';
import { maySubscribe, WEBHOOK_TOPICS } from './webhook-topics';

type SeenShop = ShopSetUp & { kind: 'seen' };

/** Where Shopify sends a store's webhooks: this deployment, and the working key in the URL. */
export type WebhookTarget = { origin: string; key: string };

/** Compares what the shop has with what it should have. `target` is null where the store has no working key. */
export function planFor(store: Store, shop: ShopSetUp, target: WebhookTarget | null): SubscriptionPlan | null {
  if (shop.kind === 'failed' || target === null) return null;
  const { storeId } = store;
  const wanted = WEBHOOK_TOPICS.filter((topic) => maySubscribe(topic, shop.scopes)).map(({ topic, action }) => ({
    topic,
    uri: webhookAddress(target.origin, { key: target.key, action, storeId }),
  }));
  // Subscriptions with an earlier origin of this deployment are still ours.
  const origins = [...new Set([target.origin, ...(store.setUp ? [store.setUp.origin] : [])])];
  return planSubscriptions(shop.subscriptions, { wanted, origins, storeId });
}

/** Carries out a plan, one call after another. Stops where Shopify does not answer; goes on where it refuses one. */
async function carryOut(deps: ReadDeps, store: Store, plan: SubscriptionPlan): Promise<SetUpFacts['failure']> {
  const changes = [
    ...plan.missing.map((wanted) => () => createWebhookSubscription(deps, store, wanted)),
    ...plan.outdated.map((wanted) => () => updateWebhookSubscription(deps, store, wanted)),
    ...plan.surplus.map((id) => () => deleteWebhookSubscription(deps, store, id)),
  ];
  let refused: SetUpFacts['failure'] = null;
  for (const change of changes) {
    const result = await change();
    if (result.kind === 'failed') return result;
    if (result.kind === 'refused') refused = result;
  }
  return refused;
}

const hasChanges = (plan: SubscriptionPlan): boolean =>
  plan.missing.length + plan.outdated.length + plan.surplus.length > 0;

/**
 * Returns the topics whose subscription existed when the shop was last looked at, and has another id now. It follows from what
 * both have, not from what was done, so that the event is written also if this was interrupted after the calls.
 */
function restoredTopics(store: Store, plan: SubscriptionPlan): string[] {
  const before = store.setUp?.subscriptions ?? {};
  return Object.keys(plan.present).filter(
    (topic) => before[topic] !== undefined && before[topic] !== plan.present[topic],
  );
}

/**
 * Creates, corrects and removes subscriptions until the shop has those that the store needs; then looks again, and saves what
 * there is with an event for those that had vanished. Repeating it changes nothing. `mayChange` false only looks.
 */
export async function syncWebhooks(
  deps: ReadDeps & Pick<Deps, 'now'>,
  store: Store,
  {
    shop: before,
    target,
    mayChange,
    audit = null,
  }: {
    shop: SeenShop;
    target: WebhookTarget;
    mayChange: boolean;
    /** The entry of a set-up that a caller runs. */
    audit?: AuditDraft | null;
  },
): Promise<FoundStep[]> {
  let shop: ShopSetUp = before;
  let plan = planFor(store, shop, target);
  let failure: SetUpFacts['failure'] = null;
  if (plan && mayChange && hasChanges(plan)) {
    failure = await carryOut(deps, store, plan);
    shop = await readShopSetUp(deps, store);
    plan = planFor(store, shop, target);
    // What another call has made in between is as good.
    if (failure?.kind === 'refused' && plan && !hasChanges(plan)) failure = null;
  }
  const now = deps.now();
  const steps = storeSetUpSteps(store, { shop, plan, failure, now });
  const kept = store.setUp?.subscriptions ?? {};
  // As long as a subscription has the earlier origin, it is recognised by that.
  const isMoved = plan !== null && plan.outdated.length + plan.surplus.length === 0;
  const origin = isMoved ? target.origin : (store.setUp?.origin ?? target.origin);
  // A subscription that has vanished stays here until it is back.
  const setUp = { origin, at: now, steps, subscriptions: { ...kept, ...plan?.present } };
  await deps.stores.saveSetUp(store, { setUp, restored: plan ? restoredTopics(store, plan) : [], now, audit });
  return steps;
}
