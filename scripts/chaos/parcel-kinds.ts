/** How Qapla' answers the release of a parcel. */
export type ParcelKind = {
  /** How many of a hundred parcels. */
  share: number;
  /** Settings of the stand-in. */
  settings?: object;
  /** Released in Qapla' itself, by a person, before we do. */
  isReleasedByHand?: boolean;
  /** The error with which the push ends, if this answer is its last. */
  refusal?: string;
};

const BRT = { courier: 'BRT' };
const fault = (...faults: object[]) => ({ settings: { faults } });
/** Qapla' passes such releases on later, so that one with an unknown result is left to a person. */
const deferred = (settings: object) => ({ settings: { ...BRT, ...settings } });

const KINDS: ParcelKind[] = [
  { share: 43 },
  { share: 10, ...deferred({}) },
  { share: 9, ...fault({ lost: true }) },
  { share: 5, ...fault({ status: 500, applied: true }) },
  { share: 5, ...fault({ status: 502 }) },
  { share: 4, ...fault({ text: '<html>', applied: true }) },
  { share: 3, ...fault({ hang: true, applied: true }) },
  { share: 2, ...fault({ hang: true }) },
  { share: 3, ...fault({ status: 429, headers: { 'retry-after': '2' } }) },
  { share: 4, ...fault({ status: 409 }), refusal: 'not_held' },
  { share: 4, settings: { status: { id: 3, detailID: 0 } }, isReleasedByHand: true },
  { share: 2, ...fault({ status: 422 }), refusal: 'rejected' },
  { share: 2, settings: { outcome: 'error', message: 'Giacenza scaduta' }, refusal: 'carrier_refused' },
  { share: 3, ...deferred({ lags: true, faults: [{ lost: true }] }) },
  { share: 1, ...deferred({ faults: [{ status: 500 }] }) },
];

/** Chooses a kind; `random` is in [0, 1). */
export function chooseKind(random: number): ParcelKind {
  let left = random * KINDS.reduce((sum, { share }) => sum + share, 0);
  const found = KINDS.find(({ share }) => (left -= share) < 0);
  if (!found) throw new Error(`${random} chooses no kind`);
  return found;
}
