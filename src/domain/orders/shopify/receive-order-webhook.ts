import { AppError } from '../../../shared/app-error';
import { sha256Hex } from '../../../shared/hmac';
import { newId } from '../../../shared/ids';
import { isJsonObject } from '../../../shared/json';
import { parseExactJson } from '../../../shared/parse-exact-json';
import { queueEvents } from '../../events/queue-events';
import type { OrderAction, OrderDelivery } from '../../order-delivery';
import type { Context, Deps } from '../../ports';
import {
  cachedWebhookStore,
  findWebhookStore,
  invalidateWebhookStore,
  type WebhookStore,
} from '../../stores/webhook-store';
import { hasValidSignature } from './check-signature';
import { offloadDelivery } from './offload-delivery';
import { ORDER_ACTIONS } from './order-actions';

const MAX_HEADER_LENGTH = 200;

/** One webhook as it came. Of the headers Shopify signs none: they are hints, and the store is the one that the address names. */
export type OrderWebhook = {
  storeId: string;
  action: OrderAction;
  bytes: Uint8Array<ArrayBuffer>;
  topic: string | null;
  signature: string | null;
  webhookId: string | null;
  triggeredAt: string | null;
  /** Counts a call that no signature vouches for before D1 is asked; fails when there are too many. */
  limitUnsigned(): Promise<void>;
};

const invalid = (path: string, code: string, message: string) =>
  new AppError('validation_failed', message, { issues: [{ path, code, message }] });

/** Whether a secret that this isolate knows of the store has signed the webhook: as Shopify's do, and nobody else's can. */
async function isSignedByCachedSecret(deps: Deps, accountId: string, webhook: OrderWebhook): Promise<boolean> {
  const now = deps.now();
  const store = cachedWebhookStore(accountId, webhook.storeId, now);
  return store !== null && store.secret !== null && hasValidSignature(store, { ...webhook, now });
}

/** The store, if it has signed the webhook. Where its secret was changed a moment ago in another isolate, D1 is asked once more. */
async function findSigner(deps: Deps, accountId: string, webhook: OrderWebhook): Promise<WebhookStore | null> {
  const { storeId, bytes, signature } = webhook;
  const { store, cold } = await findWebhookStore(deps, accountId, storeId);
  if (store.kind !== 'shopify') throw invalid('?id_store', 'not_shopify', 'The store is none of kind shopify');
  if (await hasValidSignature(store, { bytes, signature, now: deps.now() })) return store;
  if (cold || signature === null) return null;
  invalidateWebhookStore(accountId, storeId);
  return findSigner(deps, accountId, webhook);
}

function checkTopic({ topic, action }: OrderWebhook): void {
  const expected = ORDER_ACTIONS[action].topic;
  if (topic === null || topic.toLowerCase().replaceAll('_', '/') === expected) return;
  throw invalid('?action', 'topic_mismatch', `The action ${action} is for the topic ${expected}`);
}

function textOf(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
    if (isJsonObject(parseExactJson(text))) return text;
  } catch {
    throw new AppError('invalid_json');
  }
  throw new AppError('invalid_json', 'The body is not an object');
}

/**
 * Accepts one webhook of Shopify for a store of the caller's: authenticates it and puts it into the queue, where it can be
 * lost no more. Fails with store_not_found, validation_failed, invalid_signature, invalid_json, or unavailable when the
 * queue does not take it, and Shopify sends it again.
 */
export async function receiveOrderWebhook(deps: Deps, { account }: Context, webhook: OrderWebhook): Promise<void> {
  const { accountId } = account;
  const { storeId, action, bytes, webhookId, triggeredAt } = webhook;
  if (!(await isSignedByCachedSecret(deps, accountId, webhook))) {
    await webhook.limitUnsigned();
    if ((await findSigner(deps, accountId, webhook)) === null) {
      await deps.stores.markWebhookRefused(accountId, storeId, deps.now());
      throw new AppError('invalid_signature', "The webhook is not signed with the store's secret");
    }
  }
  checkTopic(webhook);
  const payload = textOf(bytes);
  const delivery: OrderDelivery = {
    type: 'order',
    event_id: newId('evt'),
    account_id: accountId,
    id_store: storeId,
    action,
    webhook_id: webhookId?.slice(0, MAX_HEADER_LENGTH) ?? null,
    digest: await sha256Hex(bytes),
    triggered_at: triggeredAt?.slice(0, MAX_HEADER_LENGTH) ?? null,
    received_at: deps.now(),
    payload,
    claim: null,
  };
  await queueEvents(deps, async () => [await offloadDelivery(deps, delivery)]);
}
