import { textOrEmpty } from '../../../../shared/json/read-json';
import { checkLabel } from '../../step-kind/check-literal';
import { defineStepKind } from '../../step-kind/step-kind';
import { executeEnd } from './execute';
import { EndStep } from './schema';

export const endKind = defineStepKind(EndStep, {
  execute: executeEnd,
  renderedMembers: ['outcome'],
  check: ({ outcome }, at) => checkLabel(outcome, `${at}/outcome`),
  endsTurn: true,
  goesOn: () => false,
  role: 'end',
  describe: ({ outcome }) => textOrEmpty(outcome),
});
