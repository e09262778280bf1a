import { defineStepKind } from '../../step-kind/step-kind';
import { checkLimits } from './check-limits';
import { checkLiterals } from './check-literals';
import { describeMessage } from './describe';
import { executeSendMessage } from './execute';
import { renderedTextsOfForms } from './rendered-texts';
import { SendMessageStep } from './schema';

export const sendMessageKind = defineStepKind(SendMessageStep, {
  execute: executeSendMessage,
  renderedMembers: ['to', 'text', 'reply_to', 'location', 'reaction'],
  renderedTexts: renderedTextsOfForms,
  check: (step, at) => [...checkLimits(step, at), ...checkLiterals(step, at)],
  endsTurn: true,
  simulatedFailures: 'any',
  role: 'message',
  describe: describeMessage,
});
