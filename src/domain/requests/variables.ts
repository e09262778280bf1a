import { z } from 'zod';
import { AnyJson, MOST_VARIABLES_BYTES } from '../../shared/json';

/** Any JSON object of up to 32 KiB. */
export const Variables = z
  .record(z.string().max(200), AnyJson)
  .refine((value) => new TextEncoder().encode(JSON.stringify(value)).length <= MOST_VARIABLES_BYTES, {
    message: 'variables may hold 32 KiB',
  });
