import { z } from 'zod';

/** How an account names a flow. */
export const FlowKey = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/);
