import { textOrEmpty } from '../../../../shared/json/read-json';
import { checkStepObject } from '../../step-kind/check-literal';
import { defineStepKind } from '../../step-kind/step-kind';
import { executeGetObject } from './execute';
import { GetObjectStep } from './schema';

const SAVED_AS = { it: (name: string) => `salvato come «${name}»`, en: (name: string) => `saved as “${name}”` };

export const getObjectKind = defineStepKind(GetObjectStep, {
  execute: executeGetObject,
  renderedMembers: ['object'],
  check: checkStepObject,
  simulatedFailures: 'any',
  role: 'data',
  describe: ({ save_as: name }, language) => SAVED_AS[language](textOrEmpty(name)),
});
