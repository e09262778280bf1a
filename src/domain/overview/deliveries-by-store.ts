import type { OverviewRows } from '../../db/pages/overview';
import type { Push } from '../../db/pushes/pushes';

const STATES = {
  pending: 'underway',
  in_flight: 'underway',
  retrying: 'underway',
  blocked: 'underway',
  delivered: 'delivered',
  unverified: 'unverified',
  dead: 'dead',
  cancelled: 'cancelled',
} as const satisfies Record<Push['state'], string>;

export type DeliveriesOfStore = {
  storeId: string;
  /** Null for a store that is not among the newest 500. */
  name: string | null;
  paused: boolean;
  deleted: boolean;
  pushes: number;
  failedAttempts: number;
} & Record<(typeof STATES)[keyof typeof STATES], number>;

/** Counts the pushes of each store by state, most pushes first; includes a deleted store only if it had pushes. */
export function deliveriesByStore({
  stores,
  pushes,
  attempts,
}: Pick<OverviewRows, 'stores' | 'pushes' | 'attempts'>): DeliveriesOfStore[] {
  const storesById = new Map(stores.map((store) => [store.storeId, store]));
  const existing = stores.filter(({ deletedAt }) => deletedAt === null).map(({ storeId }) => storeId);
  const byStore = new Map<string, DeliveriesOfStore>();
  for (const storeId of new Set([...existing, ...pushes.map((row) => row.storeId)])) {
    const store = storesById.get(storeId);
    byStore.set(storeId, {
      storeId,
      name: store?.name ?? null,
      paused: store !== undefined && store.pausedAt !== null,
      deleted: store !== undefined && store.deletedAt !== null,
      pushes: 0,
      failedAttempts: 0,
      delivered: 0,
      underway: 0,
      unverified: 0,
      dead: 0,
      cancelled: 0,
    });
  }
  for (const row of pushes) {
    const totals = byStore.get(row.storeId);
    if (!totals) continue;
    totals[STATES[row.state]] += row.pushes;
    totals.pushes += row.pushes;
  }
  for (const { storeId, failed } of attempts) {
    const totals = byStore.get(storeId);
    if (totals) totals.failedAttempts += failed;
  }
  return [...byStore.values()].sort((a, b) => b.pushes - a.pushes);
}
