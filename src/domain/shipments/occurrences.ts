import type { ShipmentSource } from './reports/shipment-event';

/** Two sources that report the same thing within this time report it once. */
const SAME_OCCURRENCE_MS = 12 * 3_600_000;

/** Something that happened once, with the sources that have reported it. */
export type Occurrence = { at: number; sources: ShipmentSource[] };

/** Whether an event of another source reports this occurrence too. */
export const isSameOccurrence = (
  { at, sources }: Occurrence,
  event: { happenedAt: number; source: ShipmentSource },
): boolean => event.happenedAt - at <= SAME_OCCURRENCE_MS && !sources.includes(event.source);

/** Returns the place of the latest occurrence that an event reports too; -1 if it reports a new one. */
export const findOccurrence = (
  occurrences: readonly Occurrence[],
  event: { happenedAt: number; source: ShipmentSource },
): number => occurrences.findLastIndex((each) => isSameOccurrence(each, event));
