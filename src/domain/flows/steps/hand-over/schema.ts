import { z } from 'zod';
import { liquidText } from '../../../liquid/liquid-text';
import { stepId } from '../../step-kind/schema-members';

export const HandOverStep = z.strictObject({ id: stepId, do: z.literal('hand_over'), note: liquidText.optional() });
export type HandOverStep = z.infer<typeof HandOverStep>;
