import type { z } from 'zod';
import { Failure, type Finding } from '../shared/failure';

const MOST_FINDINGS = 100;

const pointer = (path: PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** zod's issues as findings: a JSON Pointer into the body, `?name` for a query parameter. */
function findingsOf(issues: z.core.$ZodIssue[], target: string): Finding[] {
  return issues.flatMap((issue): Finding[] => {
    const place = (path: PropertyKey[]) => (target === 'query' ? `?${String(path[0] ?? '')}` : pointer(path));
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: place([...issue.path, key]),
        code: 'unknown_member',
        message: 'There is no such member',
      }));
    }
    return [{ path: place(issue.path), code: issue.code, message: issue.message }];
  });
}

/** What validation refused, as the failure that is answered. */
export function validationFailure(error: { issues: z.core.$ZodIssue[] }, target: string): Failure {
  const findings = findingsOf(error.issues, target).slice(0, MOST_FINDINGS);
  const detail = `${findings.length} ${findings.length === 1 ? 'member is' : 'members are'} not valid`;
  return new Failure('validation_failed', detail, { findings });
}
