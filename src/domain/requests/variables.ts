import { z } from 'zod';
import { fitsVariables } from '../../shared/json/json';
import { AnyJson } from '../../shared/json/json-schemas';

/** Any JSON object of up to 32 KiB. */
export const Variables = z
  .record(z.string().max(200), AnyJson)
  .refine(fitsVariables, { message: 'must have at most 32 KiB' });
