import { textOrEmpty } from '../../../../shared/json/read-json';
import { checkLabel } from '../../step-kind/check-literal';
import { defineStepKind } from '../../step-kind/step-kind';
import { executeCharge } from './execute';
import { ChargeStep } from './schema';

export const chargeKind = defineStepKind(ChargeStep, {
  execute: executeCharge,
  renderedMembers: ['kind', 'description'],
  check: ({ kind }, at) => checkLabel(kind, `${at}/kind`),
  role: 'internal',
  describe: ({ kind }) => textOrEmpty(kind),
});
