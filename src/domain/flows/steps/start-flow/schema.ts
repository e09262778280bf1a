import { z } from 'zod';
import { FlowKey } from '../../../../shared/flows/flow-key';
import { stepId, stepVariables } from '../../step-kind/schema-members';

export const StartFlowStep = z.strictObject({
  id: stepId,
  do: z.literal('start_flow'),
  flow: FlowKey,
  variables: stepVariables.default({}),
});
export type StartFlowStep = z.infer<typeof StartFlowStep>;
