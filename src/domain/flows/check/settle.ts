import type { Finding } from '../../../shared/failure';

const MOST_FINDINGS = 100;

/** Orders pointers as a reader goes through the definition: /steps/2 before /steps/10. */
function byPointer({ path: a, code: one }: Finding, { path: b, code: other }: Finding): number {
  const [left, right] = [a.split('/'), b.split('/')];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const [x = '', y = ''] = [left[i], right[i]];
    if (x === y) continue;
    if (/^\d+$/.test(x) && /^\d+$/.test(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return left.length - right.length || (one < other ? -1 : Number(one > other));
}

/** Findings as they are answered: each once, by their place, 100 at most. */
export function settle(findings: Finding[]): Finding[] {
  const told = new Map(findings.map((finding) => [`${finding.path} ${finding.code}`, finding]));
  return [...told.values()].sort(byPointer).slice(0, MOST_FINDINGS);
}
