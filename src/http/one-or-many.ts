import { z } from 'zod';

/** More than any list has kinds: D1 binds 100 parameters to a statement. */
const MAX_VALUES = 50;

/** A filter by one of several values, or by a list of them (`?status=queued&status=running`); gives each value once. */
export const oneOrMany = <const Values extends readonly [string, ...string[]]>(values: Values) => {
  const one = z.enum(values);
  return z
    .union([one, z.array(one).min(1).max(MAX_VALUES)])
    .transform((given): Values[number][] => [...new Set(Array.isArray(given) ? given : [given])] as Values[number][])
    .meta({ description: `One value, or up to ${MAX_VALUES}` });
};
