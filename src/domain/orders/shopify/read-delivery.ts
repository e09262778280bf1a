import type { JsonObject } from '../../../shared/json/json';
import { parseExactJson } from '../../../shared/json/parse-exact-json';
import { objectOrEmpty } from '../../../shared/json/read-json';
import type { TradingSettings } from '../../../shared/phone/home-country';
import type { OrderDelivery } from '../../order-delivery';
import { instantOf } from './payload-members';
import { type ParsedOrder, readWebhookOrder } from './read-webhook-order';

/** Parses a payload, which was validated on receipt; one that is not an object reads as empty. */
export const parsePayload = ({ payload }: OrderDelivery): JsonObject => objectOrEmpty(parseExactJson(payload));

/** Reads the order of a delivery; never throws for an invalid payload. */
export function readDelivery(delivery: OrderDelivery, payload: JsonObject, account: TradingSettings): ParsedOrder {
  const { triggered_at, received_at: receivedAt } = delivery;
  const happenedAt = instantOf(triggered_at, receivedAt) ?? receivedAt;
  return readWebhookOrder(payload, { receivedAt, happenedAt, account });
}
