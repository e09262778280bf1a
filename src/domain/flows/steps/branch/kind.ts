import { caseOf, textMember, truncateLine } from '../../step-kind/raw-members';
import { defineStepKind } from '../../step-kind/step-kind';
import { checkBranch } from './check';
import { executeBranch } from './execute';
import { BranchStep } from './schema';

const OTHERWISE = { it: 'altrimenti', en: 'otherwise' };

export const branchKind = defineStepKind(BranchStep, {
  execute: executeBranch,
  renderedMembers: [],
  check: checkBranch,
  goesOn: ({ otherwise }) => otherwise === undefined,
  role: 'decision',
  lineLabels(raw, { way, case: position }, language) {
    if (way === 'goto') return [truncateLine(textMember(caseOf(raw, position).when), 28)];
    return way === 'next' ? [OTHERWISE[language]] : null;
  },
});
