import { and, eq, inArray, or, sql } from 'drizzle-orm';
import { RELEASE_UNKNOWN } from '../../shared/flows/statuses';
import { pushes } from '../schema';
import { type Database, jsonList } from '../sql/database';

/** Shipments of one account. */
export type ShipmentIds = { accountId: string; shipmentIds: string[] };

/**
 * Makes the releases of parcels that wait for their next verification, or whose result is not known, due now, with a lease until
 * `visibleAt`. Returns their pushes.
 */
export const checkReleasesNow = (
  db: Database,
  { accountId, shipmentIds }: ShipmentIds,
  { now, visibleAt }: { now: number; visibleAt: number },
) =>
  db
    .update(pushes)
    .set({ nextAttemptAt: now, visibleAt })
    .where(
      and(
        eq(pushes.accountId, accountId),
        inArray(pushes.objectId, jsonList(shipmentIds)),
        eq(pushes.objectType, 'shipment'),
        eq(pushes.state, 'retrying'),
        or(sql`${pushes.verification} ->> '$.awaiting'`, eq(pushes.lastError, RELEASE_UNKNOWN)),
      ),
    )
    .returning({ pushId: pushes.pushId, accountId: pushes.accountId });
