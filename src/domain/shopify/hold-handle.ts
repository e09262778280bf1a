import { sha256Hex } from '../../shared/crypto/hmac';

const PREFIX = 'aisac-';
const DIGEST_LENGTH = 40;

/** A flow's hold of an order. */
type HoldRef = { storeId: string; orderId: string; flow: string };

/**
 * Returns the handle of a flow's hold of an order, the same on every attempt. Shopify allows 64 characters and refuses a second
 * hold of the same app and handle on a fulfillment order.
 */
export async function holdHandle({ storeId, orderId, flow }: HoldRef): Promise<string> {
  const digest = await sha256Hex(JSON.stringify([storeId, orderId, flow]));
  return `${PREFIX}${digest.slice(0, DIGEST_LENGTH)}`;
}
