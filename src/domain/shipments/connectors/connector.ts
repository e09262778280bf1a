import type { Store } from '../../../db/stores/stores';
import type { ShipmentStatus } from '../../../shared/orders/shipment-states';
import type { Deps } from '../../ports';
import type { ReleaseInstruction } from './release-instruction';

export type ConnectorDeps = Pick<Deps, 'encryptor' | 'now' | 'qapla'>;

/** The platform did nothing. `isFinal`: it would refuse the same again. */
export type ConnectorFailure = {
  kind: 'failed';
  code: string;
  isFinal: boolean;
  status: number | null;
  message: string;
  retryAfter: string | null;
};

/** What the platform knows about a parcel. */
export type ParcelReading =
  | {
      kind: 'read';
      /** The platform's name of the parcel. */
      ref: string;
      /** Null where its status says nothing about the state. */
      state: ShipmentStatus | null;
      /** When the parcel entered it; null if that is not known. */
      at: number | null;
      /** The platform passes releases on later, so that for a while its status does not show whether one was sent. */
      defersRelease: boolean;
    }
  | ConnectorFailure;

/** The answer to a release. */
export type ReleaseAnswer =
  /** `pending`: the platform has taken the release, and tracking will show what the carrier did. */
  | { kind: 'accepted' | 'pending'; message: string; releaseId: string | null }
  /** The parcel does not wait for the sender, in the platform's opinion. */
  | { kind: 'not_held'; message: string }
  /** The answer was lost: the release may have been executed. */
  | { kind: 'unknown'; code: string; status: number | null; message: string }
  | ConnectorFailure;

/** A shipping platform that can release held parcels. A new one is a folder beside `qapla`. */
export type Connector = {
  /** Its limits, in releases. */
  rate: Store['rate'];
  /** The duration of the longest attempt. */
  maxAttemptMs: number;
  /** Returns why the platform cannot execute an instruction, or null. `person`: only its own page can. */
  refusal(instruction: ReleaseInstruction): { code: string; message: string } | null;
  read(deps: ConnectorDeps, store: Store, trackingNumber: string): Promise<ParcelReading>;
  /** Releases a parcel, once. */
  release(deps: ConnectorDeps, store: Store, ref: string, instruction: ReleaseInstruction): Promise<ReleaseAnswer>;
};
