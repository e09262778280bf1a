import { z } from 'zod';
import { AnyJson, fitsVariables } from '../../shared/json';

/** Any JSON object of up to 32 KiB. */
export const Variables = z
  .record(z.string().max(200), AnyJson)
  .refine(fitsVariables, { message: 'must have at most 32 KiB' });
