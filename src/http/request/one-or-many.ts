import { z } from 'zod';

/** No filter has more allowed values. D1 binds at most 100 parameters to a statement. */
const MAX_VALUES = 50;

/** A filter that takes one value or several (`?status=queued&status=running`). Its output has no duplicates. */
export const oneOrMany = <const Values extends readonly [string, ...string[]]>(values: Values) => {
  const one = z.enum(values);
  return z
    .union([one, z.array(one).min(1).max(MAX_VALUES)])
    .transform((input): Values[number][] => [...new Set(Array.isArray(input) ? input : [input])] as Values[number][])
    .meta({ description: `One value, or up to ${MAX_VALUES}` });
};
