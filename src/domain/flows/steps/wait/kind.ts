import { textOrEmpty } from '../../../../shared/json/read-json';
import { defineStepKind } from '../../step-kind/step-kind';
import { checkUntil } from './check-until';
import { executeWait } from './execute';
import { WaitStep } from './schema';

const UNTIL = { it: 'fino al', en: 'until' };

export const waitKind = defineStepKind(WaitStep, {
  execute: executeWait,
  renderedMembers: ['until'],
  check: checkUntil,
  waits: true,
  role: 'wait',
  describe: (raw, language) => textOrEmpty(raw.for) || `${UNTIL[language]} ${textOrEmpty(raw.until)}`,
});
