import { z } from 'zod';
import { liquidText } from '../../../liquid/liquid-text';
import { durationText, stepId } from '../../step-kind/schema-members';

export const WaitStep = z
  .strictObject({ id: stepId, do: z.literal('wait'), for: durationText.optional(), until: liquidText.optional() })
  .refine((step) => (step.for === undefined) !== (step.until === undefined), { message: 'one of for and until' });
export type WaitStep = z.infer<typeof WaitStep>;
