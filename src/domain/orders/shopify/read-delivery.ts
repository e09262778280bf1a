import type { TradingSettings } from '../../../shared/home-country';
import type { JsonObject } from '../../../shared/json';
import { parseExactJson } from '../../../shared/parse-exact-json';
import { objectOrEmpty } from '../../../shared/read-json';
import type { OrderDelivery } from '../../order-delivery';
import { instantOf } from './payload-members';
import { type ParsedOrder, readWebhookOrder } from './read-webhook-order';

/** A payload was found to be JSON when it came; it can be no object only if somebody has put it into the queue by hand. */
export const parsePayload = ({ payload }: OrderDelivery): JsonObject => objectOrEmpty(parseExactJson(payload));

/** Reads what a delivery to an account says of its order; it never throws for what Shopify wrote. */
export function readDelivery(delivery: OrderDelivery, payload: JsonObject, account: TradingSettings): ParsedOrder {
  const { triggered_at, received_at: receivedAt } = delivery;
  const happenedAt = instantOf(triggered_at, receivedAt) ?? receivedAt;
  return readWebhookOrder(payload, { receivedAt, happenedAt, account });
}
