import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { OrderAction } from '../../domain/order-delivery';
import { ORDER_ACTIONS } from '../../domain/orders/shopify/order-actions';
import { receiveOrder } from '../../domain/orders/shopify/receive-order';
import { Failure } from '../../shared/failure';
import type { AppEnv } from '../env';
import { limitKey } from '../middleware/rate-limit';
import { requireWebhookKey } from '../middleware/require-key';
import { readBody } from '../read-body';
import { validationFailure } from '../validation';

const MOST_BYTES = 3 * 1_024 * 1_024;

const Address = z.object({
  action: z.enum(Object.keys(ORDER_ACTIONS) as [OrderAction, ...OrderAction[]]),
  id_store: z.string().min(1).max(64),
});

const api = new Hono<AppEnv>();

/** Of Shopify's two families of headers, `X-Shopify-…` and the newer `Shopify-…`. */
const headerOf = (c: Context<AppEnv>, name: string): string | null =>
  c.req.header(`x-shopify-${name}`) ?? c.req.header(`shopify-${name}`) ?? null;

/** `/webhook/shopify` with and without the last slash: merchants have both in their shops. */
for (const path of ['/webhook/shopify', '/webhook/shopify/']) {
  api.post(path, requireWebhookKey('webhook:shopify'), async (c) => {
    const address = Address.safeParse(c.req.query());
    if (!address.success) throw validationFailure(address.error, 'query');
    const read = await readBody(c.req.raw, MOST_BYTES);
    if (!read.ok) throw new Failure('body_too_large', `A webhook may have ${MOST_BYTES} bytes`);
    await receiveOrder(c.get('deps'), c.get('caller'), {
      idStore: address.data.id_store,
      action: address.data.action,
      bytes: read.bytes,
      topic: headerOf(c, 'topic'),
      signature: headerOf(c, 'hmac-sha256'),
      webhookId: headerOf(c, 'webhook-id'),
      triggeredAt: headerOf(c, 'triggered-at'),
      limitOthers: () => limitKey(c, c.get('caller').keyId),
    });
    return c.body(null, 200);
  });
}

export const shopifyWebhook = api;
