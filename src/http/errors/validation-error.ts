import type { z } from 'zod';
import type { AppError } from '../../shared/app-error';
import { invalidMembers } from '../../shared/invalid-member';
import { toIssues } from '../../shared/zod-issues';

/** Converts zod's issues to the error that is returned: with a JSON Pointer into a body, or `?name` for a query parameter. */
export const validationError = (error: { issues: z.core.$ZodIssue[] }, target: string): AppError =>
  invalidMembers(
    toIssues(
      error.issues,
      target === 'query' ? (path) => `?${path[0] === undefined ? '' : String(path[0])}` : undefined,
    ),
  );
