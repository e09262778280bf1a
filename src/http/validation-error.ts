import type { z } from 'zod';
import { AppError } from '../shared/app-error';
import { toIssues } from '../shared/zod-issues';

/** What validation refused, as the failure that is answered: a JSON Pointer into the body, `?name` for a parameter. */
export function validationError(error: { issues: z.core.$ZodIssue[] }, target: string): AppError {
  const issues = toIssues(
    error.issues,
    target === 'query' ? (path) => `?${path[0] === undefined ? '' : String(path[0])}` : undefined,
  );
  const detail = `${issues.length} ${issues.length === 1 ? 'member is' : 'members are'} not valid`;
  return new AppError('validation_failed', detail, { issues });
}
