import { z } from 'zod';
import { liquidText } from '../../../liquid/liquid-text';
import { stepId } from '../../step-kind/schema-members';

export const EndStep = z.strictObject({ id: stepId, do: z.literal('end'), outcome: liquidText.min(1) });
export type EndStep = z.infer<typeof EndStep>;
