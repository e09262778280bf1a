import type { ShipmentStatus } from '../../../shared/orders/shipment-states';
import { lastMinuteOfDay, parseInstant } from '../../../shared/time/time-zone';
import type { ReportedEvent } from '../reports/shipment-event';

/** Italian carriers and the platforms that repeat their scans write local times without an offset. */
const CARRIER_ZONE = 'Europe/Rome';
/** In unix seconds this is the year 5138; in milliseconds 1973. */
const MAX_SECONDS = 100_000_000_000;

export type SourceTime = Pick<ReportedEvent, 'happenedAt' | 'precision'>;

/** States that end a day rather than begin it, where a source gives a day without an hour. */
const AT_END_OF_DAY: (ShipmentStatus | null)[] = ['held', 'returned', 'delivered'];

/**
 * Reads a time; null if it is none. Without an offset it is Rome time: the first of two in the hour that autumn repeats, the
 * end of the gap in the hour that spring skips. A date reads as its first instant, with precision `day`.
 */
export function readSourceTime(text: string | null): SourceTime | null {
  if (text === null) return null;
  const parsed = parseInstant(text, CARRIER_ZONE);
  const precision = /^\d{4}-\d\d-\d\d$/.test(text) ? 'day' : 'minute';
  if (parsed.ok) return { happenedAt: parsed.ms, precision };
  return parsed.code === 'skipped_hour' ? { happenedAt: parsed.after, precision } : null;
}

/** Reads a unix time, in seconds or milliseconds. */
export const readUnixTime = (value: number | null): SourceTime | null =>
  value === null || value <= 0
    ? null
    : { happenedAt: Math.round(value < MAX_SECONDS ? value * 1_000 : value), precision: 'minute' };

/** Returns the place of an event of which only the day is known among the others: 00:00, or 23:59 where it ends the day. */
export const placeAlone = (
  { happenedAt, precision }: SourceTime,
  state: ShipmentStatus | null,
  zone: string = CARRIER_ZONE,
): SourceTime =>
  precision === 'day' && AT_END_OF_DAY.includes(state)
    ? { happenedAt: lastMinuteOfDay(happenedAt, zone), precision }
    : { happenedAt, precision };

/** Returns the time of an event that came alone. One without a time happened when it came, at the latest. */
export const timeOfSingle = (time: SourceTime | null, state: ShipmentStatus | null, receivedAt: number): SourceTime =>
  time === null ? { happenedAt: receivedAt, precision: 'minute' } : placeAlone(time, state);

/** Returns the time of the next entry that has one. */
const nextTime = (entries: { time: SourceTime | null }[], index: number): number | null =>
  entries.slice(index + 1).find(({ time }) => time?.precision === 'minute')?.time?.happenedAt ?? null;

/**
 * Returns the times of a source's list, oldest entry first. An entry without an hour takes its place from its neighbours of
 * the same day; one without any time is as old as the next entry that has one.
 */
export function timesOfList(
  entries: { time: SourceTime | null; state: ShipmentStatus | null }[],
  receivedAt: number,
): SourceTime[] {
  let previous: number | null = null;
  return entries.map(({ time, state }, i) => {
    const next = nextTime(entries, i);
    let placed: SourceTime = time ?? { happenedAt: next ?? previous ?? receivedAt, precision: 'day' };
    if (time?.precision === 'day') {
      const [start, end] = [time.happenedAt, lastMinuteOfDay(time.happenedAt, CARRIER_ZONE)];
      const earliest = Math.max(start, previous ?? start);
      const latest = Math.min(end, next ?? end);
      const { happenedAt } = placeAlone(time, state);
      placed = { happenedAt: Math.max(start, Math.min(latest, Math.max(earliest, happenedAt))), precision: 'day' };
    }
    previous = placed.happenedAt;
    return placed;
  });
}
