import { z } from 'zod';
import type { Store } from '../../../db/stores/stores';
import type { JsonObject } from '../../../shared/json/json';
import { type ReadDeps, readShopify } from '../../shopify/read-shopify';
import { WEBHOOK_TOPICS } from './webhook-topics';

/** A webhook subscription that the app has at the shop. Those of the app's configuration file are not listed. */
const Subscription = z.looseObject({
  id: z.string(),
  topic: z.string(),
  uri: z.string(),
  format: z.string(),
  filter: z.string().nullish(),
  includeFields: z.array(z.string()).nullish(),
  apiVersion: z.looseObject({ handle: z.string() }),
});
export type WebhookSubscription = z.infer<typeof Subscription>;

const PAGE_SIZE = 50;
/** An app has one subscription for each topic and URL; other systems with the same app have a few more. */
const MAX_PAGES = 10;

export const LIST_SUBSCRIPTIONS = `query Subscriptions($topics: [WebhookSubscriptionTopic!], $after: String) {
  webhookSubscriptions(first: ${PAGE_SIZE}, topics: $topics, after: $after) {
    nodes { id topic uri format filter includeFields apiVersion { handle } }
    pageInfo { hasNextPage endCursor }
  }
}`;
export const LIST_SUBSCRIPTIONS_POINTS = 2 + PAGE_SIZE * 2;

const Page = z.looseObject({
  webhookSubscriptions: z.looseObject({
    nodes: z.array(Subscription),
    pageInfo: z.looseObject({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
  }),
});

export const CREATE_SUBSCRIPTION = `mutation Create($t: WebhookSubscriptionTopic!, $s: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $t, webhookSubscription: $s) {
    webhookSubscription { id topic uri apiVersion { handle } }
    userErrors { field message }
  }
}`;
export const UPDATE_SUBSCRIPTION = `mutation Update($id: ID!, $s: WebhookSubscriptionInput!) {
  webhookSubscriptionUpdate(id: $id, webhookSubscription: $s) {
    webhookSubscription { id topic uri apiVersion { handle } }
    userErrors { field message }
  }
}`;
export const DELETE_SUBSCRIPTION = `mutation Delete($id: ID!) {
  webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } }
}`;
export const MUTATION_POINTS = 10;

const Payload = z.looseObject({ userErrors: z.array(z.looseObject({ message: z.string() })) });

/** Lists the app's subscriptions to the topics of orders and parcels, whatever their URLs. */
export async function listWebhookSubscriptions(
  deps: ReadDeps,
  store: Store,
): Promise<{ kind: 'listed'; subscriptions: WebhookSubscription[] } | { kind: 'failed'; code: string }> {
  const topics = WEBHOOK_TOPICS.map(({ topic }) => topic);
  const subscriptions: WebhookSubscription[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const read = await readShopify(deps, store, {
      document: LIST_SUBSCRIPTIONS,
      variables: { topics, after },
      points: LIST_SUBSCRIPTIONS_POINTS,
    });
    if (read.kind === 'failed') return read;
    const page = Page.safeParse(read.data);
    if (!page.success || read.errors.length > 0) return { kind: 'failed', code: 'not_json' };
    const { nodes, pageInfo } = page.data.webhookSubscriptions;
    subscriptions.push(...nodes);
    after = pageInfo.endCursor ?? null;
    if (!pageInfo.hasNextPage || after === null) return { kind: 'listed', subscriptions };
  }
  return { kind: 'failed', code: 'too_many_subscriptions' };
}

/** The result of a change; `refused` has Shopify's message, and the next call may succeed. */
export type ChangeResult = { kind: 'done' } | { kind: 'refused'; message: string } | { kind: 'failed'; code: string };

async function change(
  deps: ReadDeps,
  store: Store,
  { document, variables }: { document: string; variables: JsonObject },
): Promise<ChangeResult> {
  // Repeating such a call is harmless, so it may be called as a read: the second time Shopify names the URL or the id in an error.
  const read = await readShopify(deps, store, { document, variables, points: MUTATION_POINTS });
  if (read.kind === 'failed') return read;
  const payload = Payload.safeParse(Object.values(read.data)[0]);
  if (!payload.success) return { kind: 'failed', code: 'not_json' };
  const [error] = payload.data.userErrors;
  return error ? { kind: 'refused', message: error.message } : { kind: 'done' };
}

/** Subscribes to a topic, with the whole body as JSON. */
export const createWebhookSubscription = (
  deps: ReadDeps,
  store: Store,
  { topic, uri }: { topic: string; uri: string },
): Promise<ChangeResult> =>
  change(deps, store, { document: CREATE_SUBSCRIPTION, variables: { t: topic, s: { uri, format: 'JSON' } } });

/** Sets the URL, and the whole content as JSON: which members of an order the flows read is not known in advance. */
export const updateWebhookSubscription = (
  deps: ReadDeps,
  store: Store,
  { id, uri }: { id: string; uri: string },
): Promise<ChangeResult> =>
  change(deps, store, {
    document: UPDATE_SUBSCRIPTION,
    variables: { id, s: { uri, format: 'JSON', includeFields: [], filter: '' } },
  });

/** Deletes a subscription; deleting one that is gone is `refused`. */
export const deleteWebhookSubscription = (deps: ReadDeps, store: Store, id: string): Promise<ChangeResult> =>
  change(deps, store, { document: DELETE_SUBSCRIPTION, variables: { id } });
