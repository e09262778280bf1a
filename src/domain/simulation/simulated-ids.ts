import { type IdPrefix, lowestId } from '../../shared/ids';

/** Ids that are the same in every run of the same simulation, so that two transcripts can be compared. */
export function simulatedIds(now: number): (prefix: IdPrefix) => string {
  let made = 0;
  return (prefix) => {
    made += 1;
    return `${lowestId(prefix, now).slice(0, -6)}${String(made).padStart(6, '0')}`;
  };
}
