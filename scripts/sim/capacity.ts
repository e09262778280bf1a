import { ASSUMED, LIMITS, MEASURED, ofOrder } from './inputs.ts';

/** The busiest hour's share of a day. */
export const PEAK_SHARE = Math.max(...ASSUMED.hours) / ASSUMED.hours.reduce((sum, orders) => sum + orders, 0);
/** The highest planned utilisation: near 1, waiting grows without bound. */
const MAX_UTILISATION = 0.7;

type Capacity = { piece: string; what: string; anOrder: number; aSecond: number; ordersADay: number };

const capacity = (piece: string, what: string, anOrder: number, aSecond: number): Capacity => ({
  piece,
  what,
  anOrder,
  aSecond,
  ordersADay: Math.floor(((aSecond / anOrder) * MAX_UTILISATION * 3_600) / PEAK_SHARE),
});

/** Returns the orders a day that each piece carries at 70 % utilisation in the peak hour, the weakest piece first. */
export function capacities(): Capacity[] {
  const { read, write } = MEASURED.shopify_points;
  const trips = ofOrder('d1_round_trips');
  return [
    capacity('Shopify store', 'points', read + write, LIMITS.shopifyPointsPerSecond),
    capacity('own store', 'calls', 2, LIMITS.storeCallsPerSecond),
    capacity('WhatsApp number', 'messages, both ways', 2, LIMITS.whatsappMessagesPerSecond),
    capacity('D1, 3 ms a trip', 'ms', trips * 3, 1_000),
    capacity(`D1, ${ASSUMED.d1HoldMs} ms a trip`, 'ms', trips * ASSUMED.d1HoldMs, 1_000),
    capacity('D1 as measured here', 'ms', ofOrder('d1_us') / 1_000, 1_000),
    capacity('Durable Object', 'calls', ofOrder('object_calls'), LIMITS.objectCallsPerSecond),
    capacity('Workflows', 'runs', ofOrder('runs_created'), LIMITS.workflowCreatesPerSecond),
    capacity('queue inbound', 'messages', ofOrder('queue_sent') - 1, LIMITS.queueMessagesPerSecond),
  ].toSorted((a, b) => a.ordersADay - b.ordersADay);
}
