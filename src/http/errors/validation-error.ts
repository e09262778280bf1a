import type { z } from 'zod';
import { AppError, type Issue } from '../../shared/app-error';
import { toIssues } from '../../shared/zod-issues';

/** Returns the error for an input with these issues. */
export function invalidInput(issues: Issue[]): AppError {
  const detail = `${issues.length} ${issues.length === 1 ? 'member is' : 'members are'} not valid`;
  return new AppError('validation_failed', detail, { issues });
}

/** Converts zod's issues to the error that is returned: with a JSON Pointer into a body, or `?name` for a query parameter. */
export const validationError = (error: { issues: z.core.$ZodIssue[] }, target: string): AppError =>
  invalidInput(
    toIssues(
      error.issues,
      target === 'query' ? (path) => `?${path[0] === undefined ? '' : String(path[0])}` : undefined,
    ),
  );
