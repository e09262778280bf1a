import type { z } from 'zod';
import type { AppError } from '../../shared/errors/app-error';
import { invalidMembers } from '../../shared/validation/invalid-member';
import { toIssues } from '../../shared/validation/zod-issues';

/** Converts zod's issues to the error that is returned: with a JSON Pointer into a body, or `?name` for a query parameter. */
export const validationError = (error: { issues: z.core.$ZodIssue[] }, target: string): AppError =>
  invalidMembers(
    toIssues(
      error.issues,
      target === 'query' ? (path) => `?${path[0] === undefined ? '' : String(path[0])}` : undefined,
    ),
  );
