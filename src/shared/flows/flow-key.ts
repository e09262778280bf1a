import { z } from 'zod';

/** The key of a flow in its account. */
export const FlowKey = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/);
