import { z } from 'zod';
import { StepObject, stepId, stepVariables, variableName } from '../../step-kind/schema-members';

export const UpdateObjectStep = z
  .strictObject({
    id: stepId,
    do: z.literal('update_object'),
    object: StepObject.optional(),
    variables: stepVariables,
    wait: z.boolean().default(false),
    verify: z.boolean().default(false),
    save_as: variableName.optional(),
    on_failed: stepId.optional(),
    on_unverified: stepId.optional(),
  })
  .refine((step) => step.on_unverified === undefined || (step.wait && step.verify), {
    message: 'needs "wait": true and "verify": true',
    path: ['on_unverified'],
  })
  .refine((step) => step.save_as === undefined || step.wait, { message: 'needs "wait": true', path: ['save_as'] });
export type UpdateObjectStep = z.infer<typeof UpdateObjectStep>;
