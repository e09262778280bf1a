import { isWebhookAddress } from '../webhook-address';
import type { WebhookSubscription } from './webhook-subscriptions';

type Wanted = { topic: string; uri: string };

/** What has to change at Shopify so that every wanted topic has one subscription of ours. */
export type SubscriptionPlan = {
  /** The ids of the subscriptions that are as wanted, by topic. */
  present: Record<string, string>;
  missing: Wanted[];
  /** Ours, with an old key or origin in the URL, or with a part of the content only. */
  outdated: (Wanted & { id: string })[];
  /** The ids of our further subscriptions to the same topics: each would report everything once more. */
  surplus: string[];
};

const isWhole = ({ format, filter, includeFields }: WebhookSubscription): boolean =>
  format === 'JSON' && (filter ?? '') === '' && (includeFields ?? []).length === 0;

/** Compares the app's subscriptions with those wanted. Those whose URL is not of this store are another system's, and stay. */
export function planSubscriptions(
  found: WebhookSubscription[],
  { wanted, origins, storeId }: { wanted: Wanted[]; origins: string[]; storeId: string },
): SubscriptionPlan {
  const plan: SubscriptionPlan = { present: {}, missing: [], outdated: [], surplus: [] };
  for (const { topic, uri } of wanted) {
    const ours = found.filter((each) => each.topic === topic && isWebhookAddress(each.uri, { origins, storeId }));
    const kept = ours.find((each) => each.uri === uri) ?? ours[0];
    plan.surplus.push(...ours.filter((each) => each !== kept).map(({ id }) => id));
    if (!kept) plan.missing.push({ topic, uri });
    else if (kept.uri === uri && isWhole(kept)) plan.present[topic] = kept.id;
    else plan.outdated.push({ topic, uri, id: kept.id });
  }
  return plan;
}
