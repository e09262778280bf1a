import type { Connector } from '../connector';
import { readQaplaParcel } from './read-parcel';
import { releaseQaplaParcel } from './release-parcel';
import { qaplaRefusal } from './to-stock-release';

/** Qapla' allows two calls a second, and 120 at once; a release is a read and a call, and sometimes a token and a second read. */
export const qaplaConnector: Connector = {
  rate: { per_second: 0.5, burst: 30, concurrency: 4 },
  maxAttemptMs: 75_000,
  refusal: qaplaRefusal,
  read: readQaplaParcel,
  release: releaseQaplaParcel,
};
