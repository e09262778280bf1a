import { z } from 'zod';

export const storeNameSchema = z.string().min(1).max(200);

/** How fast and how many at once a store is called. */
export const storeRateSchema = (usual: { perSecond: number; burst: number; concurrency: number }) =>
  z
    .strictObject({
      per_second: z.number().min(0.1).max(1_000).default(usual.perSecond),
      burst: z.number().int().min(1).max(1_000).default(usual.burst),
      concurrency: z.number().int().min(1).max(100).default(usual.concurrency),
    })
    .prefault({});
