import { Failure } from '../../../shared/failure';
import { sha256Hex } from '../../../shared/hmac';
import { newId } from '../../../shared/ids';
import { isJsonObject } from '../../../shared/json';
import { parseExactJson } from '../../../shared/parse-exact-json';
import { queueEvents } from '../../events/queue-events';
import type { OrderAction, OrderDelivery } from '../../order-delivery';
import type { Context, Deps } from '../../ports';
import { findWebhookStore, forgetWebhookStore, type WebhookStore, warmWebhookStore } from '../../stores/webhook-store';
import { isSigned } from './check-signature';
import { claimDelivery } from './claim-delivery';
import { ORDER_ACTIONS } from './order-actions';

const MOST_HEADER = 200;

/** One webhook as it came. Of the headers Shopify signs none: they are hints, and the store is the one that the address names. */
export type OrderWebhook = {
  idStore: string;
  action: OrderAction;
  bytes: Uint8Array<ArrayBuffer>;
  topic: string | null;
  signature: string | null;
  webhookId: string | null;
  triggeredAt: string | null;
  /** Counts a call that no signature vouches for before D1 is asked; fails when there are too many. */
  limitOthers(): Promise<void>;
};

const refused = (path: string, code: string, message: string) =>
  new Failure('validation_failed', message, { findings: [{ path, code, message }] });

/** Whether a secret that this isolate knows of the store has signed the webhook: as Shopify's do, and nobody else's can. */
async function isVouchedFor(deps: Deps, accountId: string, webhook: OrderWebhook): Promise<boolean> {
  const now = deps.now();
  const store = warmWebhookStore(accountId, webhook.idStore, now);
  return store !== null && store.secret !== null && isSigned(store, { ...webhook, now });
}

/** The store, if it has signed the webhook. Where its secret was changed a moment ago in another isolate, D1 is asked once more. */
async function findSigner(deps: Deps, accountId: string, webhook: OrderWebhook): Promise<WebhookStore | null> {
  const { idStore, bytes, signature } = webhook;
  const { store, cold } = await findWebhookStore(deps, accountId, idStore);
  if (store.kind !== 'shopify') throw refused('?id_store', 'not_shopify', 'The store is none of kind shopify');
  if (await isSigned(store, { bytes, signature, now: deps.now() })) return store;
  if (cold || signature === null) return null;
  forgetWebhookStore(accountId, idStore);
  return findSigner(deps, accountId, webhook);
}

function checkTopic({ topic, action }: OrderWebhook): void {
  const expected = ORDER_ACTIONS[action].topic;
  if (topic === null || topic.toLowerCase().replaceAll('_', '/') === expected) return;
  throw refused('?action', 'topic_mismatch', `The action ${action} is for the topic ${expected}`);
}

function textOf(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
    if (isJsonObject(parseExactJson(text))) return text;
  } catch {
    throw new Failure('invalid_json');
  }
  throw new Failure('invalid_json', 'The body is not an object');
}

/**
 * Accepts one webhook of Shopify for a store of the caller's: authenticates it and puts it into the queue, where it can be
 * lost no more. Fails with store_not_found, validation_failed, invalid_signature, invalid_json, or unavailable when the
 * queue does not take it, and Shopify sends it again.
 */
export async function receiveOrder(deps: Deps, { account }: Context, webhook: OrderWebhook): Promise<void> {
  const { accountId } = account;
  const { idStore, action, bytes, webhookId, triggeredAt } = webhook;
  if (!(await isVouchedFor(deps, accountId, webhook))) {
    await webhook.limitOthers();
    if ((await findSigner(deps, accountId, webhook)) === null) {
      await deps.stores.noticeRefusedWebhook(accountId, idStore, deps.now());
      throw new Failure('invalid_signature', "The webhook is not signed with the store's secret");
    }
  }
  checkTopic(webhook);
  const payload = textOf(bytes);
  const delivery: OrderDelivery = {
    type: 'order',
    event_id: newId('evt'),
    account_id: accountId,
    id_store: idStore,
    action,
    webhook_id: webhookId?.slice(0, MOST_HEADER) ?? null,
    digest: await sha256Hex(bytes),
    triggered_at: triggeredAt?.slice(0, MOST_HEADER) ?? null,
    received_at: deps.now(),
    payload,
    claim: null,
  };
  await queueEvents(deps, async () => [await claimDelivery(deps, delivery)]);
}
