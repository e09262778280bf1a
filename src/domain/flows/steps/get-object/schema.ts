import { z } from 'zod';
import { StepObject, stepId, variableName } from '../../step-kind/schema-members';

export const GetObjectStep = z.strictObject({
  id: stepId,
  do: z.literal('get_object'),
  object: StepObject.optional(),
  save_as: variableName,
  on_not_found: stepId.optional(),
  on_error: stepId.optional(),
});
export type GetObjectStep = z.infer<typeof GetObjectStep>;
