import { textOrEmpty } from '../../../../shared/json/read-json';
import { defineStepKind } from '../../step-kind/step-kind';
import { executeStartFlow } from './execute';
import { StartFlowStep } from './schema';

export const startFlowKind = defineStepKind(StartFlowStep, {
  execute: executeStartFlow,
  renderedMembers: ['variables'],
  simulatedFailures: 'any',
  role: 'start',
  describe: ({ flow }) => textOrEmpty(flow),
});
