import { z } from 'zod';
import { type JsonObject, MOST_VARIABLES_BYTES } from '../../shared/json';

const json = z.record(z.string().max(200), z.json()) as unknown as z.ZodType<JsonObject>;

/** Any JSON object of up to 32 KiB. */
export const Variables = json.refine(
  (value) => new TextEncoder().encode(JSON.stringify(value)).length <= MOST_VARIABLES_BYTES,
  { message: 'variables may hold 32 KiB' },
);
