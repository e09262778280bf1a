import type { ShipmentStatus } from '../../shared/orders/shipment-states';
import { addHeldEvent, type HoldRecord, latestHold } from './holds';
import { outrankedEvents, type ShipmentRules } from './leading-source';
import { findOccurrence, type Occurrence } from './occurrences';
import type { ShipmentEvent } from './reports/shipment-event';
import type { ShipmentState } from './shipment-state';
import { type ShipmentTrigger, triggersOf } from './shipment-trigger';
import { sortEvents } from './sort-events';
import { transitionOf } from './transition-of';

/** What one event did to the shipment, and the flow events that it can start. */
type Effect = {
  event: ShipmentEvent;
  /** `noted`: taken into account without a state of its own. `ignored`: neither state nor mark. `outranked`: the leading source counts. */
  outcome: 'changed' | 'noted' | 'refused' | 'ignored' | 'outranked';
  triggers: ShipmentTrigger[];
  mayStartFlows: boolean;
};

type Progress = {
  status: ShipmentStatus | null;
  since: number | null;
  attempts: Occurrence[];
  stays: HoldRecord[];
  delayed: boolean;
  problem: boolean;
  disputed: boolean;
  expectedAt: number | null;
  /** The state that each source last repeated. */
  repeated: Map<string, ShipmentStatus>;
};

/** States in which an earlier delay or problem of the transport no longer matters. */
const ENDS_MARKS: ShipmentStatus[] = ['out_for_delivery', 'ready_for_pickup', 'delivered', 'returned'];
const SETTLES_DISPUTE: ShipmentStatus[] = ['delivered', 'returning', 'returned', 'lost'];

/** On the way back a delivery is the return, and every other scan says only that the parcel is returning. */
function stateReported({ state, isReturnLeg }: ShipmentEvent): ShipmentStatus | null {
  if (!isReturnLeg || state === null || state === 'returned' || state === 'lost') return state;
  if (state === 'delivered') return 'returned';
  return state === 'announced' || state === 'cancelled' ? null : 'returning';
}

const snapshotOf = ({ status, since, attempts, stays, repeated: _, ...marks }: Progress): ShipmentState => ({
  state: status ?? 'announced',
  stateAt: since,
  attempts: attempts.length,
  hold: status === 'held' ? latestHold(stays) : null,
  ...marks,
});

function countAttempt(progress: Progress, event: ShipmentEvent): void {
  const known = progress.attempts[findOccurrence(progress.attempts, event)];
  if (known) known.sources.push(event.source);
  else progress.attempts.push({ at: event.happenedAt, sources: [event.source] });
}

function enter(progress: Progress, to: ShipmentStatus, at: number): void {
  progress.status = to;
  progress.since = at;
  if (SETTLES_DISPUTE.includes(to)) progress.disputed = false;
  if (!ENDS_MARKS.includes(to)) return;
  progress.delayed = false;
  progress.problem = false;
}

/** Applies a state to the progress; returns what it did. */
function applyState(progress: Progress, event: ShipmentEvent, to: ShipmentStatus) {
  const { happenedAt } = event;
  const wasHeld = progress.status === 'held';
  const transition = transitionOf(progress.status, to, happenedAt - (progress.since ?? happenedAt));
  if (transition === 'refuse') return transition;
  if (transition !== 'stay') enter(progress, to, happenedAt);
  if (transition === 'reopen') progress.disputed = true;
  if (to === 'attempt_failed') countAttempt(progress, event);
  if (to === 'held') progress.stays = addHeldEvent(progress.stays, event, wasHeld);
  return transition;
}

/** Whether a source only repeats the state that it reported last. */
function isRepeated({ repeated }: Progress, { isSnapshot, source, state }: ShipmentEvent): boolean {
  if (!isSnapshot || state === null) return false;
  const before = repeated.get(source);
  repeated.set(source, state);
  return before === state;
}

function applyEvent(
  progress: Progress,
  event: ShipmentEvent,
  { zone, isOutranked }: { zone: string; isOutranked: boolean },
): Effect {
  const to = isRepeated(progress, event) ? null : stateReported(event);
  const effect = { event, triggers: [], mayStartFlows: false };
  if (isOutranked) return { ...effect, outcome: 'outranked' };
  const transition = to === null ? null : applyState(progress, event, to);
  if (transition === 'refuse') return { ...effect, outcome: 'refused' };
  if (event.mark !== null) progress[event.mark] = true;
  const latest = progress.stays.at(-1);
  if (event.release !== null && progress.status === 'held' && latest) latest.release = event.release;
  progress.expectedAt = event.expectedAt ?? progress.expectedAt;
  if (to === null && event.mark === null && event.release === null) return { ...effect, outcome: 'ignored' };
  return {
    event,
    outcome: to === null ? 'noted' : 'changed',
    triggers: triggersOf({ ...event, state: to }, snapshotOf(progress), zone),
    // A contradicted delivery, an older entry of a list and a status of several parcels are too uncertain for a message.
    mayStartFlows: transition !== 'reopen' && !event.isHistory && !(event.isShared && to === 'delivered'),
  };
}

/** Drops the events that their source has deleted, and the deletions. */
function withoutRetracted(events: readonly ShipmentEvent[]): ShipmentEvent[] {
  const retracted = new Set(
    events.flatMap(({ source, retracts }) => (retracts === null ? [] : [`${source} ${retracts}`])),
  );
  return events.filter(
    ({ source, sourceEventId, retracts }) => retracts === null && !retracted.has(`${source} ${sourceEventId}`),
  );
}

/**
 * Returns the state of a shipment after all its events, in any order, and what each of them did, in the order in which they
 * happened.
 */
export function foldEvents(
  events: readonly ShipmentEvent[],
  { zone, leading }: ShipmentRules,
): { state: ShipmentState; effects: Effect[] } {
  const progress: Progress = {
    status: null,
    since: null,
    attempts: [],
    stays: [],
    delayed: false,
    problem: false,
    disputed: false,
    expectedAt: null,
    repeated: new Map(),
  };
  const valid = withoutRetracted(events);
  const outranked = outrankedEvents(valid, leading);
  const effects = sortEvents(valid).map((event) =>
    applyEvent(progress, event, { zone, isOutranked: outranked.has(event) }),
  );
  return { state: snapshotOf(progress), effects };
}
