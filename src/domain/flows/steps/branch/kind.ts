import type { z } from 'zod';
import type { Issue } from '../../../../shared/errors/app-error';
import { textOrEmpty } from '../../../../shared/json/read-json';
import { caseOf, truncateLine } from '../../step-kind/raw-members';
import { defineStepKind } from '../../step-kind/step-kind';
import { executeBranch } from './execute';
import { BranchStep } from './schema';

const OTHERWISE = { it: 'altrimenti', en: 'otherwise' };

/** Reports the cases whose condition an earlier case has. */
function checkBranch({ cases }: z.input<typeof BranchStep>, at: string): Issue[] {
  const seen = new Set<string>();
  return cases.flatMap(({ when }, i) => {
    const condition = when.replaceAll(/\s+/g, ' ').trim();
    if (seen.has(condition)) {
      const message = 'An earlier case has the same condition: remove one of them';
      return [{ path: `${at}/cases/${i}`, code: 'case_never_reached', message }];
    }
    seen.add(condition);
    return [];
  });
}

export const branchKind = defineStepKind(BranchStep, {
  execute: executeBranch,
  renderedMembers: [],
  check: checkBranch,
  goesOn: ({ otherwise }) => otherwise === undefined,
  role: 'decision',
  lineLabels(raw, { way, case: position }, language) {
    if (way === 'goto') return [truncateLine(textOrEmpty(caseOf(raw, position).when), 28)];
    return way === 'next' ? [OTHERWISE[language]] : null;
  },
});
