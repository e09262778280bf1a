import type { ConnectorFailure } from '../connectors/connector';

/** The result of an attempt to release a parcel. */
export type ReleaseResult =
  | { kind: 'accepted' | 'pending'; message: string; releaseId: string | null }
  | { kind: 'refused'; code: string; status: number | null; message: string }
  /** It is not known whether the parcel was released: read its state again later. */
  | { kind: 'unknown'; code: string; status: number | null; message: string }
  /** The same, and the platform answers: it shows the parcel as held. */
  | { kind: 'still_held' }
  /** Nothing was released, and the same may be tried again. */
  | Omit<ConnectorFailure, 'isFinal'>;

export const refused = (code: string, message = '', status: number | null = null): ReleaseResult => ({
  kind: 'refused',
  code,
  status,
  message,
});

export const STILL_HELD = { kind: 'still_held' } as const;
export const MOVED_ON = { kind: 'accepted', message: 'The parcel is no longer held', releaseId: null } as const;

/** Returns the result of a call by which nothing was released. */
export const notReleased = ({ isFinal, ...failure }: ConnectorFailure): ReleaseResult =>
  isFinal ? refused(failure.code, failure.message, failure.status) : failure;
