import { type Context, Hono } from 'hono';
import { SHIPPING_PLATFORMS, type ShippingPlatform } from '../../domain/shipment-delivery';
import { receiveShipmentWebhook } from '../../domain/shipment-events/webhook/receive-shipment-webhook';
import {
  type PlatformWebhook,
  storeOfCachedProof,
  verifyShipmentWebhook,
} from '../../domain/shipment-events/webhook/verify-shipment-webhook';
import { AppError } from '../../shared/errors/app-error';
import { enforceRateLimit } from '../middleware/rate-limit';
import { requireWebhookKey } from '../middleware/require-key';
import type { AppEnv } from '../request/app-env';
import { readBody } from '../request/read-body';
import { readWebhookStoreId } from './webhook-query';

const MAX_WEBHOOK_BYTES = 3 * 1_024 * 1_024;

/** The headers by which senders prove themselves; Qapla' does it in the body. */
const PROOF_HEADERS: Record<ShippingPlatform, string | null> = {
  qapla: null,
  aftership: 'aftership-hmac-sha256',
  sendcloud: 'sendcloud-signature',
  shippypro: 'authorization',
};

/** Answers a webhook. Qapla' counts any answer but this body as failed. */
const accepted = (c: Context<AppEnv>, source: ShippingPlatform): Response =>
  source === 'qapla' ? c.body('{"result":"OK"}', 200, { 'content-type': 'application/json' }) : c.body(null, 200);

async function readWebhook(c: Context<AppEnv>, source: ShippingPlatform): Promise<PlatformWebhook> {
  const storeId = readWebhookStoreId(c.req.query());
  const read = await readBody(c.req.raw, MAX_WEBHOOK_BYTES);
  if (!read.ok) throw new AppError('body_too_large', `A webhook may have at most ${MAX_WEBHOOK_BYTES} bytes`);
  const header = PROOF_HEADERS[source];
  return { source, storeId, bytes: read.bytes, proof: header === null ? null : (c.req.header(header) ?? null) };
}

const api = new Hono<AppEnv>();

for (const source of SHIPPING_PLATFORMS) {
  for (const path of [`/webhook/shipments/${source}`, `/webhook/shipments/${source}/`]) {
    api.post(path, requireWebhookKey('webhook:shipments'), async (c) => {
      const webhook = await readWebhook(c, source);
      const [deps, caller] = [c.get('deps'), c.get('caller')];
      let store = await storeOfCachedProof(deps, caller, webhook);
      if (store === null) {
        // Counted before D1 is queried: anybody with the key can send such a call.
        await enforceRateLimit(c, caller.actor.id);
        store = await verifyShipmentWebhook(deps, caller, webhook);
      }
      const { treatAsHeld = false, statuses = [] } = store.shipping ?? {};
      await receiveShipmentWebhook(deps, caller, { ...webhook, treatAsHeld, statuses, topic: null, webhook_id: null });
      return accepted(c, source);
    });
  }
}

export const shipmentsWebhook = api;
