import type { Shipment, ShipmentAlias, ShipmentEventRow } from '../../db/shipments/shipments';
import { newId } from '../../shared/crypto/ids';
import { type OrderRef, orderAliasesOf } from '../../shared/orders/order-aliases';
import { aliasesOfParcel, numberAlias } from './parcel-aliases';
import type { ParcelRef } from './reports/shipment-report';

/** A shipment as a batch changes it, with all its aliases and events. */
export type ShipmentDraft = {
  shipment: Shipment;
  aliases: ShipmentAlias[];
  events: ShipmentEventRow[];
  /** What the batch adds or changes. */
  newAliases: ShipmentAlias[];
  changedEvents: Set<ShipmentEventRow>;
  /** Its order has come with this batch. */
  isMatched: boolean;
  /** The ids of the shipments that it has replaced, whose events are among its own. */
  replaced: string[];
  /** The shipment that replaces it with this batch. */
  replacedBy: ShipmentDraft | null;
};

/** Returns a shipment that is not stored yet; the events determine its state. */
export function newShipmentDraft(
  owner: { accountId: string; storeId: string },
  orderId: string | null,
  now: number,
): ShipmentDraft {
  const shipment: Shipment = {
    shipmentId: newId('shp'),
    ...owner,
    orderId,
    carrier: null,
    trackingNumber: null,
    trackingUrl: null,
    fulfillmentGid: null,
    state: 'announced',
    stateAt: null,
    attempts: 0,
    hold: null,
    heldUntil: null,
    delayed: false,
    problem: false,
    disputed: false,
    isShared: false,
    expectedAt: null,
    eventCount: 0,
    replacedBy: null,
    createdAt: now,
    updatedAt: now,
  };
  return {
    shipment,
    aliases: [],
    events: [],
    newAliases: [],
    changedEvents: new Set(),
    isMatched: false,
    replaced: [],
    replacedBy: null,
  };
}

/** Adds a name of a parcel that it does not have yet. */
export function addAlias(draft: ShipmentDraft, alias: string, isReturn: boolean): void {
  if (draft.aliases.some((each) => each.alias === alias)) return;
  const { accountId, storeId, shipmentId, orderId } = draft.shipment;
  const row: ShipmentAlias = { accountId, storeId, alias, orderId: orderId ?? '', shipmentId, isReturn };
  draft.aliases.push(row);
  draft.newAliases.push(row);
}

/** Whether a source names the parcel by the number of its way back. */
export const isNamedByReturn = ({ aliases }: ShipmentDraft, { trackingNumber }: ParcelRef): boolean =>
  trackingNumber !== null && aliases.some(({ alias, isReturn }) => isReturn && alias === numberAlias(trackingNumber));

/** Adds what a source says about a parcel besides its event: its names, carrier and link. */
export function nameParcel(draft: ShipmentDraft, parcel: ParcelRef, order: OrderRef): void {
  const { shipment } = draft;
  const isWayBack = isNamedByReturn(draft, parcel);
  const isNumberNew =
    parcel.trackingNumber !== null &&
    !draft.aliases.some(({ alias }) => alias === numberAlias(parcel.trackingNumber ?? ''));
  if (!isWayBack && (shipment.trackingNumber === null || isNumberNew)) {
    shipment.trackingNumber = parcel.trackingNumber ?? shipment.trackingNumber;
    shipment.trackingUrl = parcel.trackingUrl ?? (isNumberNew ? null : shipment.trackingUrl);
  }
  shipment.trackingUrl ??= isWayBack ? null : parcel.trackingUrl;
  shipment.carrier ??= parcel.carrier;
  shipment.fulfillmentGid ??= parcel.fulfillmentGid;
  const hasName = draft.aliases.length > 0;
  for (const { alias, isReturn } of aliasesOfParcel(parcel)) {
    // A fulfillment can have several parcels, so it names only the one without another name.
    if (!hasName || !alias.startsWith('fulfillment:')) addAlias(draft, alias, isReturn);
  }
  if (shipment.orderId === null) for (const alias of orderAliasesOf(order)) addAlias(draft, alias, false);
}

/** Gives a shipment its order, under which it is found from now on. */
export function matchOrder(draft: ShipmentDraft, orderId: string): void {
  draft.shipment.orderId = orderId;
  draft.isMatched = true;
  draft.aliases = draft.aliases.filter(({ alias }) => !alias.startsWith('order')).map((each) => ({ ...each, orderId }));
  draft.newAliases = [...draft.aliases];
}
