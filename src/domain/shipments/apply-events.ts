import { foldEvents } from './fold-events';
import type { ShipmentRules } from './leading-source';
import type { ShipmentEvent } from './reports/shipment-event';
import type { ShipmentState } from './shipment-state';
import type { ShipmentTrigger } from './shipment-trigger';

/** An event that is older than this when it comes starts no flow. */
const MAX_NEWS_AGE_MS = 48 * 3_600_000;

/** Whether an event counts, and why it does not, or why it starts no flow. */
export type EventVerdict = {
  applied: boolean;
  why: 'duplicate' | 'late' | 'not_leading' | 'older_than_48h' | 'unknown_order' | null;
};

/** An event as it is stored, its verdict, the flow events that happened with it, and those among them that may start flows. */
export type AppliedEvent = {
  event: ShipmentEvent;
  verdict: EventVerdict;
  happened: ShipmentTrigger[];
  triggers: ShipmentTrigger[];
};

type Fold = ReturnType<typeof foldEvents>;

const NOT_APPLIED: Record<'duplicate' | 'late' | 'not_leading' | 'unknown_order', EventVerdict> = {
  duplicate: { applied: false, why: 'duplicate' },
  late: { applied: false, why: 'late' },
  not_leading: { applied: false, why: 'not_leading' },
  unknown_order: { applied: false, why: 'unknown_order' },
};

const nameOf = ({ source, dedupeKey }: ShipmentEvent): string => `${source} ${dedupeKey}`;

/** An event cannot have happened after it came. */
const cutToReceipt = (event: ShipmentEvent): ShipmentEvent => ({
  ...event,
  happenedAt: Math.min(event.happenedAt, event.receivedAt),
});

function judge(event: ShipmentEvent, { effects }: Fold, now: number): EventVerdict {
  if (event.retracts !== null) return { applied: true, why: null };
  const index = effects.findIndex((effect) => effect.event === event);
  const effect = effects[index];
  if (effect?.outcome === 'ignored') return { applied: false, why: null };
  if (effect?.outcome === 'outranked') return NOT_APPLIED.not_leading;
  // A refused event is older than what has been proved since, whatever its time.
  const isOvertaken = effects.slice(index + 1).some(({ outcome }) => outcome === 'changed');
  if (!effect || effect.outcome === 'refused' || isOvertaken) return NOT_APPLIED.late;
  return { applied: true, why: now - event.happenedAt > MAX_NEWS_AGE_MS ? 'older_than_48h' : null };
}

/** Returns the flow events of an applied event that have not happened to the shipment before. */
function newTriggers(event: ShipmentEvent, { before, after }: { before: Fold; after: Fold }, known: ShipmentEvent[]) {
  const effect = after.effects.find((each) => each.event === event);
  if (!effect?.mayStartFlows) return [];
  const done = new Set([
    ...known.flatMap(({ triggered }) => triggered),
    ...before.effects.flatMap(({ triggers }) => triggers.map(({ key }) => key)),
  ]);
  return effect.triggers.filter(({ key }) => !done.has(key));
}

/** A parcel that was delivered before anything else was known about it is no news to the customer. */
const isFirstSight = ({ on }: ShipmentTrigger, known: ShipmentEvent[]): boolean =>
  on === 'shipment.delivered' && known.every(({ isHistory }) => isHistory);

/**
 * Applies new events, in the order in which they came, to a shipment with these stored events. The resulting state depends
 * only on the set of the events; verdicts and flow events also depend on the order. Times after the receipt are cut to it.
 * While the shipment's order is unknown, events are only kept.
 */
export function applyEvents({
  stored,
  incoming,
  isOrderKnown,
  now,
  rules,
}: {
  stored: readonly ShipmentEvent[];
  incoming: readonly ShipmentEvent[];
  isOrderKnown: boolean;
  now: number;
  rules: ShipmentRules;
}): { state: ShipmentState; results: AppliedEvent[] } {
  const known = [...stored];
  const keys = new Set(stored.map(nameOf));
  let before = foldEvents(isOrderKnown ? known : [], rules);
  const results = incoming.map((received): AppliedEvent => {
    const event = cutToReceipt(received);
    if (keys.has(nameOf(event))) return { event, verdict: NOT_APPLIED.duplicate, happened: [], triggers: [] };
    keys.add(nameOf(event));
    if (!isOrderKnown) return { event, verdict: NOT_APPLIED.unknown_order, happened: [], triggers: [] };
    const after = foldEvents([...known, event], rules);
    const verdict = judge(event, after, now);
    const happened = verdict.applied ? newTriggers(event, { before, after }, known) : [];
    const triggers = verdict.why === null ? happened.filter((each) => !isFirstSight(each, known)) : [];
    const applied = { ...event, triggered: triggers.map(({ key }) => key) };
    known.push(applied);
    before = after;
    return { event: applied, verdict, happened, triggers };
  });
  return { state: before.state, results };
}
