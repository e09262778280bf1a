import { z } from 'zod';
import { stepId, stepVariables } from '../../step-kind/schema-members';

export const SetStep = z.strictObject({ id: stepId, do: z.literal('set'), variables: stepVariables });
export type SetStep = z.infer<typeof SetStep>;
