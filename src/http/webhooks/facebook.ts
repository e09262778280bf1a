import { Hono } from 'hono';
import { receiveDelivery } from '../../domain/inbound/receive-delivery';
import { AppError } from '../../shared/app-error';
import { secretsMatch } from '../../shared/hmac';
import type { AppEnv } from '../env';
import { readBody } from '../read-body';

/** Meta's deliveries are up to 3 MB. */
const MAX_DELIVERY_BYTES = 3 * 1_024 * 1_024;

const api = new Hono<AppEnv>();

/** `/webhook/facebook` with and without the last slash: merchants have both in their apps. */
for (const path of ['/webhook/facebook', '/webhook/facebook/']) {
  api.get(path, async (c) => {
    const { 'hub.mode': mode, 'hub.verify_token': token = '', 'hub.challenge': challenge } = c.req.query();
    const known = await secretsMatch(token, c.get('settings').META_VERIFY_TOKEN);
    if (mode !== 'subscribe' || !known || challenge === undefined) throw new AppError('forbidden');
    return c.text(challenge, 200);
  });

  api.post(path, async (c) => {
    const read = await readBody(c.req.raw, MAX_DELIVERY_BYTES);
    if (!read.ok) throw new AppError('body_too_large', `A delivery may have ${MAX_DELIVERY_BYTES} bytes`);
    await receiveDelivery(c.get('deps'), { bytes: read.bytes, signature: c.req.header('x-hub-signature-256') });
    return c.body(null, 200);
  });
}

export const facebookWebhook = api;
