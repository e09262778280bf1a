import { textOrEmpty } from '../../../../shared/read-json';
import { defineStepKind } from '../../step-kind/step-kind';
import { executeHandOver } from './execute';
import { HandOverStep } from './schema';

export const handOverKind = defineStepKind(HandOverStep, {
  execute: executeHandOver,
  renderedMembers: ['note'],
  waits: true,
  endsTurn: true,
  goesOn: () => false,
  role: 'person',
  describe: ({ note }) => textOrEmpty(note),
});
