import type { ShipmentQuery } from '../../db/shipments/shipment-context';
import { describeError } from '../../shared/errors/describe-error';
import { carryOutPlan } from '../orders/carry-out-plan';
import type { Deps } from '../ports';
import { QUEUE_DELIVERY_GRACE_MS } from '../queue-times';
import type { LoadedContext } from './shipment-context';

export type ApplyDeps = Pick<Deps, 'engine' | 'inboundShipments' | 'log' | 'now' | 'queuePushes'>;

/** What only some calls write. */
export const NOTHING_ELSE = {
  leftHold: [],
  events: [],
  orders: [],
  idempotencyRecord: null,
  unmatched: { queries: [], orders: 0 },
};

type Write = Parameters<Deps['inboundShipments']['write']>[0];

/** Concurrent batches about the same parcel are rare, and one of them always succeeds. */
const MAX_TRIES = 8;

/**
 * Loads, plans and writes in two round trips to D1, and starts and stops the runs of requests; again from the start if another
 * batch about one of the parcels was written in between. Returns the plan and the ids of the inserted requests.
 */
export async function writeUncontested<Plan extends { write: Write }>(
  deps: ApplyDeps,
  load: { queries: ShipmentQuery[] } & Parameters<Deps['inboundShipments']['loadContext']>[1],
  planOf: (context: LoadedContext) => Plan | Promise<Plan>,
): Promise<{ plan: Plan; startedIds: Set<string> }> {
  for (let tried = 1; tried <= MAX_TRIES; tried += 1) {
    const plan = await planOf(await deps.inboundShipments.loadContext(load.queries, load));
    const now = deps.now();
    const written = await deps.inboundShipments.write(plan.write, now, now + QUEUE_DELIVERY_GRACE_MS);
    if (written === null) continue;
    await carryOutPlan(deps, plan.write, written);
    const wakeUps = written.dueReleases.map((push) => ({ ...push, delayMs: 0 }));
    // The sweep finds a push whose wake-up is lost.
    await deps.queuePushes(wakeUps).catch((error: unknown) => {
      deps.log('pushes_not_queued', { count: wakeUps.length, error: describeError(error) });
    });
    return { plan, startedIds: written.startedIds };
  }
  throw new Error(`other batches changed the same shipments ${MAX_TRIES} times in a row`);
}
