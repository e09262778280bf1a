import type { z } from 'zod';
import type { Finding } from './failure';

const MOST_FINDINGS = 100;

const pointer = (path: PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** zod's issues as findings, each with its JSON Pointer unless `placeOf` says otherwise. */
export function zodFindings(issues: z.core.$ZodIssue[], placeOf: (path: PropertyKey[]) => string = pointer): Finding[] {
  return issues
    .flatMap((issue): Finding[] => {
      if (issue.code === 'unrecognized_keys') {
        return issue.keys.map((key) => ({
          path: placeOf([...issue.path, key]),
          code: 'unknown_member',
          message: 'There is no such member',
        }));
      }
      return [{ path: placeOf(issue.path), code: issue.code, message: issue.message }];
    })
    .slice(0, MOST_FINDINGS);
}
