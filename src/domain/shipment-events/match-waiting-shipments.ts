import { matchArrivedOrders } from './match-arrived-orders';
import type { ApplyDeps } from './write-uncontested';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** The minute of each hour, so that the shipments whose orders never come are not read every minute. */
const MINUTE_OF_HOUR = 43;
const BATCH_SIZE = 50;
const MAX_BATCHES = 20;

/**
 * Once an hour, matches shipments that still wait though their order is here: the event that says so was lost. Returns the number of
 * orders.
 */
export async function matchWaitingShipments(deps: ApplyDeps): Promise<number> {
  if (Math.floor((deps.now() % HOUR_MS) / MINUTE_MS) !== MINUTE_OF_HOUR) return 0;
  const orders = await deps.inboundShipments.listAwaited(BATCH_SIZE * MAX_BATCHES);
  for (let from = 0; from < orders.length; from += BATCH_SIZE) {
    await matchArrivedOrders(deps, orders.slice(from, from + BATCH_SIZE));
  }
  return orders.length;
}
