import type { Issue } from '../../../../shared/app-error';
import type { BranchStep } from './schema';

/** Reports the cases whose condition an earlier case has. */
export function checkBranch({ cases }: BranchStep, at: string): Issue[] {
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
