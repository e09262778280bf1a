import { z } from 'zod';
import type { Check, FoundCheck } from '../../shared/validation/check';

export const CheckResource = z
  .object({
    name: z.string(),
    status: z.enum(['passed', 'failed', 'warning', 'skipped']),
    message: z.string(),
    mend: z.string().nullable().meta({ description: 'How to fix the problem' }),
    took_ms: z.number().int().nullable(),
  })
  .meta({ id: 'Check' });

export const presentChecks = (checks: FoundCheck[]): Check[] => checks.map(({ code: _, facts: __, ...check }) => check);
