import type { ShipmentsWrite } from '../../db/shipments/shipment-statements';
import type { Deps } from '../ports';
import { byArrival } from './by-arrival';
import type { ShipmentDraft } from './shipment-draft';

type ShipmentContext = Pick<
  Awaited<ReturnType<Deps['inboundShipments']['loadContext']>>,
  'shipments' | 'aliases' | 'events' | 'replaced'
>;

/** Returns the loaded shipments with their aliases and events, to be changed by a batch. */
export function loadedDrafts({ shipments, aliases, events, replaced }: ShipmentContext): ShipmentDraft[] {
  const aliasesById = Map.groupBy(aliases, ({ shipmentId }) => shipmentId);
  const currentIds = new Map(replaced.map(({ shipmentId, replacedBy }) => [shipmentId, replacedBy]));
  const eventsById = Map.groupBy(events, ({ shipmentId }) => currentIds.get(shipmentId) ?? shipmentId);
  const replacedById = Map.groupBy(replaced, ({ replacedBy }) => replacedBy);
  return shipments.map((shipment) => ({
    shipment: { ...shipment },
    aliases: aliasesById.get(shipment.shipmentId) ?? [],
    events: (eventsById.get(shipment.shipmentId) ?? []).toSorted(byArrival),
    newAliases: [],
    changedEvents: new Set(),
    isMatched: false,
    replaced: (replacedById.get(shipment.shipmentId) ?? []).map(({ shipmentId }) => shipmentId),
    replacedBy: null,
  }));
}

/** Returns what a batch has changed. */
export function changesOfDrafts(drafts: readonly ShipmentDraft[]): ShipmentsWrite {
  const changed = drafts.filter(({ changedEvents, newAliases }) => changedEvents.size > 0 || newAliases.length > 0);
  return {
    shipments: changed.map(({ shipment }) => shipment),
    aliases: changed.flatMap(({ newAliases }) => newAliases),
    events: changed.flatMap(({ changedEvents }) => [...changedEvents]),
    matched: changed.filter(({ isMatched }) => isMatched).map(({ shipment }) => shipment.shipmentId),
    replaced: drafts.flatMap(({ shipment, replacedBy }) =>
      replacedBy === null ? [] : [{ shipmentId: shipment.shipmentId, replacedBy: replacedBy.shipment.shipmentId }],
    ),
  };
}
