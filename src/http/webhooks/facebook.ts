import { Hono } from 'hono';
import { receiveDelivery } from '../../domain/inbound/receive-delivery';
import { secretsMatch } from '../../shared/crypto/hmac';
import { AppError } from '../../shared/errors/app-error';
import type { AppEnv } from '../request/app-env';
import { readBody } from '../request/read-body';

/** Meta's webhooks have up to 3 MB. */
const MAX_DELIVERY_BYTES = 3 * 1_024 * 1_024;

const api = new Hono<AppEnv>();

// Merchants have configured the URL with and without the trailing slash.
for (const path of ['/webhook/facebook', '/webhook/facebook/']) {
  api.get(path, async (c) => {
    const { 'hub.mode': mode, 'hub.verify_token': token = '', 'hub.challenge': challenge } = c.req.query();
    const isTokenValid = await secretsMatch(token, c.get('settings').META_VERIFY_TOKEN);
    if (mode !== 'subscribe' || !isTokenValid || challenge === undefined) throw new AppError('forbidden');
    return c.text(challenge, 200);
  });

  api.post(path, async (c) => {
    const read = await readBody(c.req.raw, MAX_DELIVERY_BYTES);
    if (!read.ok) throw new AppError('body_too_large', `A webhook may have at most ${MAX_DELIVERY_BYTES} bytes`);
    await receiveDelivery(c.get('deps'), { bytes: read.bytes, signature: c.req.header('x-hub-signature-256') });
    return c.body(null, 200);
  });
}

export const facebookWebhook = api;
