import { variableNames } from '../../step-kind/raw-members';
import { defineStepKind } from '../../step-kind/step-kind';
import { executeSet } from './execute';
import { SetStep } from './schema';

export const setKind = defineStepKind(SetStep, {
  execute: executeSet,
  renderedMembers: ['variables'],
  role: 'internal',
  describe: variableNames,
});
