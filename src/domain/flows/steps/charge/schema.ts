import { z } from 'zod';
import { parseMoney } from '../../../../shared/numbers/money';
import { liquidText } from '../../../liquid/liquid-text';
import { stepId } from '../../step-kind/schema-members';

export const ChargeStep = z
  .strictObject({
    id: stepId,
    do: z.literal('charge'),
    kind: liquidText.min(1),
    quantity: z.number().int().min(1).max(1_000_000).default(1),
    unit_price: z
      .string()
      .regex(/^\d{1,6}(\.\d{1,6})?$/)
      .optional(),
    description: liquidText.optional(),
  })
  .refine(({ quantity, unit_price }) => Number.isSafeInteger((parseMoney(unit_price ?? '') ?? 0) * quantity), {
    message: 'must be less: the quantity times this price exceeds the largest charge',
    path: ['unit_price'],
  });
export type ChargeStep = z.infer<typeof ChargeStep>;
