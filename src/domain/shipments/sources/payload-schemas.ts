import { z } from 'zod';
import { textOf } from '../../../shared/text/text-of';

/*
 * Schemas of webhook bodies. A member of an unexpected type reads as absent, so that it does not spoil the rest. Bodies are
 * parsed by `parseExactJson`, in which an id above 2^53 is a text.
 */

/** A text or a number as a text; null if it is absent or empty. */
export const looseText = (maxLength: number) =>
  z
    .unknown()
    .optional()
    .transform((value) => textOf(value, maxLength));

/** A flag as `true`, `1` or `"1"`. */
export const looseFlag = z
  .unknown()
  .optional()
  .transform((value) => value === true || value === 1 || value === '1');

/** A number, or a text of one. */
export const looseNumber = z
  .unknown()
  .optional()
  .transform((value) => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : null;
  });

/** The valid items among the first 1,000 of a list. */
export const looseList = <Item extends z.ZodType>(item: Item) =>
  z
    .unknown()
    .optional()
    .transform((value) =>
      (Array.isArray(value) ? value.slice(0, 1_000) : []).flatMap((each: unknown): z.infer<Item>[] => {
        const parsed = item.safeParse(each);
        return parsed.success ? [parsed.data] : [];
      }),
    );

export const MAX_CODE = 64;
export const MAX_NAME = 255;
export const MAX_URL = 2_000;
