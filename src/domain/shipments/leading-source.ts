import type { ShipmentEvent, ShipmentSource } from './reports/shipment-event';
import type { CodeMeaning } from './reports/shipment-report';
import { AFTERSHIP_STATUSES } from './sources/aftership/statuses';
import { QAPLA_STATUSES } from './sources/qapla/statuses';
import { SENDCLOUD_STATUSES } from './sources/sendcloud/statuses';
import { SHIPPYPRO_STATUSES } from './sources/shippypro/statuses';
import { SHOPIFY_STATUSES } from './sources/shopify/statuses';

/** The account's rules for its shipments. */
export type ShipmentRules = {
  /** The time zone, which separates days. */
  zone: string;
  /** The source that is believed when several report about a parcel; null if they count alike. */
  leading: ShipmentSource | null;
};

/** For this long before and after each of its events, the leading source says what happens to the parcel. */
const LEADS_FOR_MS = 12 * 3_600_000;

const STATUSES: Partial<Record<ShipmentSource, Record<string, CodeMeaning>>> = {
  shopify: SHOPIFY_STATUSES,
  qapla: QAPLA_STATUSES,
  aftership: AFTERSHIP_STATUSES,
  sendcloud: SENDCLOUD_STATUSES,
  shippypro: SHIPPYPRO_STATUSES,
};

/** Whether a source has a status for what an event says. Only some have one for a held or a returned parcel. */
function hasStatusFor(source: ShipmentSource, { state, mark }: ShipmentEvent): boolean {
  const statuses = STATUSES[source];
  if (statuses === undefined) return true;
  return Object.values(statuses).some((each) => (state === null ? each.mark === mark : each.state === state));
}

const saysSomething = ({ state, mark }: ShipmentEvent): boolean => state !== null || mark !== null;

/**
 * Returns the events that do not count because the leading source reports about the same time and could say the same. The others
 * fill its gaps: what it has no status for, and the hours in which it is silent.
 */
export function outrankedEvents(
  events: readonly ShipmentEvent[],
  leading: ShipmentSource | null,
): ReadonlySet<ShipmentEvent> {
  if (leading === null) return new Set();
  const told = events.filter((event) => event.source === leading && saysSomething(event));
  const isOutranked = (event: ShipmentEvent): boolean =>
    event.source !== leading &&
    event.source !== 'release' &&
    saysSomething(event) &&
    hasStatusFor(leading, event) &&
    told.some(({ happenedAt }) => Math.abs(happenedAt - event.happenedAt) <= LEADS_FOR_MS);
  return new Set(events.filter(isOutranked));
}
