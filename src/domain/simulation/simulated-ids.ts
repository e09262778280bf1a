import { type IdPrefix, lowestId } from '../../shared/crypto/ids';

/** Makes ids that are the same in every run of the same simulation, so that two transcripts can be compared. */
export function simulatedIds(now: number): (prefix: IdPrefix) => string {
  let count = 0;
  return (prefix) => {
    count += 1;
    return `${lowestId(prefix, now).slice(0, -6)}${String(count).padStart(6, '0')}`;
  };
}
