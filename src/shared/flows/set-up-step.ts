import { z } from 'zod';

/**
 * One step of connecting WhatsApp or Shopify. `by` is who has to act, or has acted; `code` says why the step is in its state, for
 * programs, and `detail` for people; `link` is the page on which a person acts.
 */
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

/**
 * What `detail` names, as data, for a page that words it itself: an instant in ms, an address, scopes, a customer's fields. The API does not
 * show it.
 */
export type StepFacts = { at?: number; url?: string; scopes?: string[]; fields?: string[] };
export type FoundStep = SetUpStep & { facts?: StepFacts };
