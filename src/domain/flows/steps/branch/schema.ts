import { z } from 'zod';
import { liquidText } from '../../../liquid/liquid-text';
import { stepId } from '../../step-kind/schema-members';

export const BranchStep = z.strictObject({
  id: stepId,
  do: z.literal('branch'),
  cases: z
    .array(z.strictObject({ when: liquidText, goto: stepId }))
    .min(1)
    .max(50),
  otherwise: stepId.optional(),
});
export type BranchStep = z.infer<typeof BranchStep>;
