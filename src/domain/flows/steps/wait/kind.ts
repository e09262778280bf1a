import { textMember } from '../../step-kind/raw-members';
import { defineStepKind } from '../../step-kind/step-kind';
import { checkWait } from './check';
import { executeWait } from './execute';
import { WaitStep } from './schema';

const UNTIL = { it: 'fino al', en: 'until' };

export const waitKind = defineStepKind(WaitStep, {
  execute: executeWait,
  renderedMembers: ['until'],
  check: checkWait,
  waits: true,
  role: 'wait',
  describe: (raw, language) => textMember(raw.for) || `${UNTIL[language]} ${textMember(raw.until)}`,
});
