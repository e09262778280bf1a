import type { Shipment } from '../../db/shipments';
import { describeError } from '../../shared/describe-error';
import type { Deps } from '../ports';
import { QUEUE_DELIVERY_GRACE_MS } from '../queue-times';

/**
 * Checks the releases of parcels that have left their hold now, instead of at the next scheduled check. A failure is only logged:
 * the scheduled check does what was left.
 */
export async function checkReleases(
  deps: Pick<Deps, 'log' | 'now' | 'pushes' | 'queuePushes'>,
  { heldBefore, results }: { heldBefore: readonly string[]; results: readonly { shipment: Shipment | null }[] },
): Promise<void> {
  const moved = results.flatMap(({ shipment }) =>
    shipment !== null && shipment.state !== 'held' && heldBefore.includes(shipment.shipmentId) ? [shipment] : [],
  );
  const shipmentsOf = Map.groupBy(moved, ({ accountId }) => accountId);
  for (const [accountId, shipments] of shipmentsOf) {
    const shipmentIds = shipments.map(({ shipmentId }) => shipmentId);
    const now = deps.now();
    try {
      const due = await deps.pushes.checkReleasesNow({
        accountId,
        shipmentIds,
        now,
        visibleAt: now + QUEUE_DELIVERY_GRACE_MS,
      });
      await deps.queuePushes(due.map((push) => ({ ...push, delayMs: 0 })));
    } catch (error) {
      deps.log('releases_not_checked', { account_id: accountId, error: describeError(error) });
    }
  }
}
