import type { ShipmentEventInput } from '../../src/domain/shipment-events/shipment-event-input.ts';

/** A scan of a parcel. `hold_days`: how long the carrier keeps it. */
type Scan = Pick<ShipmentEventInput['event'], 'state' | 'reason' | 'place'> & {
  minutes_ago: number;
  hold_days?: number;
};
type Parcel = { id_store: string; order_id: string; parcel: ShipmentEventInput['parcel'] };

export const HELD_MINUTES_AGO = 60;

/** A parcel's way to the depot, where it waits because nobody was at home. */
export const UNTIL_HELD: Scan[] = [
  { state: 'in_transit', minutes_ago: 1_500, place: 'Milano' },
  { state: 'out_for_delivery', minutes_ago: 300, place: 'Bologna' },
  { state: 'attempt_failed', reason: 'recipient_absent', minutes_ago: 120, place: 'Bologna' },
  { state: 'held', reason: 'recipient_absent', minutes_ago: HELD_MINUTES_AGO, place: 'Bologna', hold_days: 10 },
];

/** What the carrier scans when the sender has released the parcel. */
export const AFTER_RELEASE: Scan[] = [{ state: 'out_for_delivery', minutes_ago: 0, place: 'Bologna' }];

const instant = (minutesFromNow: number): string => new Date(Date.now() + minutesFromNow * 60_000).toISOString();

/** Returns the reports of the scans of a parcel. */
export const scansOf = ({ parcel, ...order }: Parcel, scans: readonly Scan[]): ShipmentEventInput[] =>
  scans.map(({ minutes_ago, hold_days, ...scan }) => {
    const until = hold_days === undefined ? {} : { hold_until: instant(hold_days * 1_440) };
    return { ...order, parcel, event: { ...scan, at: instant(-minutes_ago), ...until } };
  });

/** Plays a part of a parcel's life: reports its scans one after the other, and returns the answer to the last one. */
export async function playScans(
  parcel: Parcel,
  scans: readonly Scan[],
  report: (body: ShipmentEventInput) => Promise<any>,
): Promise<any> {
  let answer: unknown;
  for (const body of scansOf(parcel, scans)) answer = await report(body);
  return answer;
}
