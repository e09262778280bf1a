import type { ShipmentsWrite } from '../../db/shipment-statements';
import type { Deps } from '../ports';
import type { ShipmentDraft } from './shipment-draft';

type ShipmentContext = Pick<
  Awaited<ReturnType<Deps['inboundShipments']['loadContext']>>,
  'shipments' | 'aliases' | 'events'
>;

/** Returns the loaded shipments with their aliases and events, to be changed by a batch. */
export function loadedDrafts({ shipments, aliases, events }: ShipmentContext): ShipmentDraft[] {
  const aliasesById = Map.groupBy(aliases, ({ shipmentId }) => shipmentId);
  const eventsById = Map.groupBy(events, ({ shipmentId }) => shipmentId);
  return shipments.map((shipment) => ({
    shipment: { ...shipment },
    aliases: aliasesById.get(shipment.shipmentId) ?? [],
    events: (eventsById.get(shipment.shipmentId) ?? []).toSorted((a, b) => a.seq - b.seq),
    newAliases: [],
    changedEvents: new Set(),
    isMatched: false,
  }));
}

/** Returns what a batch has changed. */
export function changesOf(drafts: readonly ShipmentDraft[]): ShipmentsWrite {
  const changed = drafts.filter(({ changedEvents, newAliases }) => changedEvents.size > 0 || newAliases.length > 0);
  return {
    shipments: changed.map(({ shipment }) => shipment),
    aliases: changed.flatMap(({ newAliases }) => newAliases),
    events: changed.flatMap(({ changedEvents }) => [...changedEvents]),
    matched: changed.filter(({ isMatched }) => isMatched).map(({ shipment }) => shipment.shipmentId),
  };
}
