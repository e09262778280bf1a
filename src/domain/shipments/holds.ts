import { isSameOccurrence, type Occurrence } from './occurrences';
import type { ShipmentEvent } from './reports/shipment-event';
import type { Hold } from './shipment-state';

/** A stay in `held` with what tells it apart from the next one. */
export type HoldRecord = Omit<Hold, 'episode' | 'since'> & Occurrence & { dossier: string | null };

/** Whether a held event reports the latest stay once more. */
function isSameStay(stay: HoldRecord, event: ShipmentEvent, wasHeld: boolean): boolean {
  if (stay.dossier !== null && event.dossier !== null && stay.dossier !== event.dossier) return false;
  return isSameOccurrence(stay, event) || (wasHeld && stay.release !== 'accepted');
}

/**
 * Returns the stays after a held event. Each entry from another state, each new case of the carrier, and each held event after
 * an accepted release begins a new stay, unless another source has reported the same stay shortly before.
 */
export function addHeldEvent(stays: readonly HoldRecord[], event: ShipmentEvent, wasHeld: boolean): HoldRecord[] {
  const { happenedAt, source, reason, holdUntil, dossier } = event;
  const latest = stays.at(-1);
  if (!latest || !isSameStay(latest, event, wasHeld)) {
    return [...stays, { at: happenedAt, sources: [source], reason, until: holdUntil, release: null, dossier }];
  }
  const merged: HoldRecord = {
    ...latest,
    sources: [...new Set([...latest.sources, source])],
    reason: latest.reason ?? reason,
    until: holdUntil ?? latest.until,
    dossier: dossier ?? latest.dossier,
  };
  return [...stays.slice(0, -1), merged];
}

/** Returns the latest stay as it is shown; null if there was none. */
export function latestHold(stays: readonly HoldRecord[]): Hold | null {
  const latest = stays.at(-1);
  if (!latest) return null;
  const { reason, at: since, until, release } = latest;
  return { episode: stays.length, reason, since, until, release };
}
