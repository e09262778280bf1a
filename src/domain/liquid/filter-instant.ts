import type { BoundedContext } from './budget';
import { readInstant } from './read-instant';

/** Returns the instant that a filter is given, in epoch ms; null if it is none. */
export function filterInstant(value: unknown, context: BoundedContext): number | null {
  // `now` is the time of the run: the simulator's is virtual.
  const given = value === 'now' || value === 'today' ? context.getSync(['now']) : value;
  if (typeof given !== 'string' && typeof given !== 'number') return null;
  const read = readInstant(given, context.env.zone);
  return read.ok ? read.ms : null;
}
