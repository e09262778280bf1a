import { z } from 'zod';

export const storeNameSchema = z.string().min(1).max(200);

/** How fast, and with how many concurrent calls, a store is called. */
export const storeRateSchema = (defaults: { perSecond: number; burst: number; concurrency: number }) =>
  z
    .strictObject({
      per_second: z.number().min(0.1).max(1_000).default(defaults.perSecond),
      burst: z.number().int().min(1).max(1_000).default(defaults.burst),
      concurrency: z.number().int().min(1).max(100).default(defaults.concurrency),
    })
    .prefault({});
