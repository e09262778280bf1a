import { z } from 'zod';

/** One step of a set-up: who has to act, and the code and the text of what is open. `link` leads to where a person acts. */
export const SetUpStep = z
  .object({
    id: z.string(),
    state: z.enum(['done', 'to_do', 'waiting', 'failed']),
    by: z.enum(['us', 'merchant', 'meta', 'shopify']),
    code: z.string().nullable(),
    detail: z.string().nullable(),
    link: z.string().nullable(),
  })
  .meta({ id: 'SetUpStep' });
export type SetUpStep = z.infer<typeof SetUpStep>;
