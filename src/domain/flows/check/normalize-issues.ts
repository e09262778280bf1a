import type { Issue } from '../../../shared/errors/app-error';

const MAX_ISSUES = 100;

/** Orders pointers by the definition: /steps/2 before /steps/10. */
function byPointer({ path: a, code: one }: Issue, { path: b, code: other }: Issue): number {
  const [left, right] = [a.split('/'), b.split('/')];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const [x = '', y = ''] = [left[i], right[i]];
    if (x === y) continue;
    if (/^\d+$/.test(x) && /^\d+$/.test(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return left.length - right.length || (one < other ? -1 : Number(one > other));
}

/** Returns up to 100 issues in the order of the definition, one per place and code. */
export function normalizeIssues(issues: Issue[]): Issue[] {
  const byPlaceAndCode = new Map(issues.map((issue) => [`${issue.path} ${issue.code}`, issue]));
  return [...byPlaceAndCode.values()].sort(byPointer).slice(0, MAX_ISSUES);
}
