import type { ShipmentStatus } from '../../shared/orders/shipment-states';
import type { ReleaseState, ShipmentReason } from './reports/shipment-event';

/** A stay in `held`: the parcel waits for the sender's instructions. */
export type Hold = {
  /** The number of the stay, from 1. */
  episode: number;
  reason: ShipmentReason | null;
  since: number;
  until: number | null;
  release: ReleaseState | null;
};

/** What is known about a parcel. Instants are epoch ms. */
export type ShipmentState = {
  /** A parcel about which nothing is known yet is announced. */
  state: ShipmentStatus;
  /** When the parcel entered the state; null if no event has said so. */
  stateAt: number | null;
  /** The number of failed delivery attempts. */
  attempts: number;
  /** Null in every state but `held`. */
  hold: Hold | null;
  delayed: boolean;
  problem: boolean;
  /** A newer scan contradicts an earlier delivery. */
  disputed: boolean;
  expectedAt: number | null;
};
