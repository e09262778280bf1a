import { type Context, Hono } from 'hono';
import { receiveFulfillmentOrder } from '../../domain/orders/shopify/holds/receive-fulfillment-order';
import { ORDER_ACTIONS } from '../../domain/orders/shopify/order-actions';
import { receiveOrderWebhook } from '../../domain/orders/shopify/receive-order-webhook';
import { makerByCachedSecret, verifyOrderWebhook } from '../../domain/orders/shopify/verify-order-webhook';
import { receiveShipmentWebhook } from '../../domain/shipment-events/webhook/receive-shipment-webhook';
import { shopifyShipmentTopic } from '../../domain/shipment-events/webhook/shopify-shipment-topic';
import { receiveAppUninstalled } from '../../domain/stores/uninstall/receive-app-uninstalled';
import type { WebhookAction } from '../../domain/stores/webhook-address';
import { AppError, type Issue } from '../../shared/errors/app-error';
import { invalidMembers } from '../../shared/validation/invalid-member';
import { enforceRateLimit } from '../middleware/rate-limit';
import { requireWebhookKey } from '../middleware/require-key';
import type { AppEnv } from '../request/app-env';
import { readBody } from '../request/read-body';
import { isStoreId, STORE_ID_MESSAGE } from './webhook-query';

const MAX_WEBHOOK_BYTES = 3 * 1_024 * 1_024;

const ACTIONS = [...Object.keys(ORDER_ACTIONS), 'shipment', 'fulfillment_order', 'app'];

const isAction = (text: string): text is WebhookAction => ACTIONS.includes(text);

const MAX_HEADER_LENGTH = 200;

/** Returns the parameters in the webhook's URL. Checked without zod, which a webhook does not load. */
function readQuery({ action = '', id_store: storeId = '' }: Record<string, string>) {
  const isStore = isStoreId(storeId);
  if (isAction(action) && isStore) return { action, storeId };
  const actions = ACTIONS.join(', ');
  const issueOf = (path: string, message: string): Issue => ({ path, code: 'invalid_value', message });
  throw invalidMembers([
    ...(isAction(action) ? [] : [issueOf('?action', `This must be one of ${actions}`)]),
    ...(isStore ? [] : [issueOf('?id_store', STORE_ID_MESSAGE)]),
  ]);
}

const api = new Hono<AppEnv>();

/** Returns a header of Shopify's: `X-Shopify-…`, or the newer `Shopify-…`. */
const shopifyHeader = (c: Context<AppEnv>, name: string): string | null =>
  c.req.header(`x-shopify-${name}`) ?? c.req.header(`shopify-${name}`) ?? null;

// Merchants have configured the URL with and without the trailing slash.
for (const path of ['/webhook/shopify', '/webhook/shopify/']) {
  api.post(path, requireWebhookKey('webhook:shopify'), async (c) => {
    const query = readQuery(c.req.query());
    const read = await readBody(c.req.raw, MAX_WEBHOOK_BYTES);
    if (!read.ok) throw new AppError('body_too_large', `A webhook may have at most ${MAX_WEBHOOK_BYTES} bytes`);
    const { action, storeId } = query;
    const webhook = {
      storeId,
      bytes: read.bytes,
      topic: shopifyHeader(c, 'topic'),
      signature: shopifyHeader(c, 'hmac-sha256'),
      webhookId: shopifyHeader(c, 'webhook-id'),
      triggeredAt: shopifyHeader(c, 'triggered-at'),
    };
    const [deps, caller] = [c.get('deps'), c.get('caller')];
    let maker = await makerByCachedSecret(deps, caller, webhook);
    if (maker === null) {
      // Counted before D1 is queried: anybody with the key can send such a call.
      await enforceRateLimit(c, caller.actor.id);
      maker = await verifyOrderWebhook(deps, caller, webhook);
    }
    if (action === 'shipment') {
      const webhookId = webhook.webhookId?.slice(0, MAX_HEADER_LENGTH) ?? null;
      const topic = shopifyShipmentTopic(webhook.topic);
      const from = { source: 'shopify', topic, webhook_id: webhookId, treatAsHeld: false, statuses: [] } as const;
      await receiveShipmentWebhook(deps, caller, { ...webhook, ...from });
    } else if (action === 'fulfillment_order') {
      await receiveFulfillmentOrder(deps, caller, webhook);
    } else if (action === 'app') {
      await receiveAppUninstalled(deps, caller, webhook);
    } else {
      await receiveOrderWebhook(deps, caller, { ...webhook, action, maker });
    }
    return c.body(null, 200);
  });
}

export const shopifyWebhook = api;
