import { AppError, type Issue } from '../errors/app-error';

/** Returns the validation_failed error for these members. */
export const invalidMembers = (issues: Issue[]): AppError =>
  new AppError('validation_failed', `${issues.length} ${issues.length === 1 ? 'member is' : 'members are'} not valid`, {
    issues,
  });

/** Returns the validation_failed error for one member: `path` is a JSON Pointer into the body, or `?name` in the query. */
export const invalidMember = (path: string, code: string, message: string): AppError =>
  new AppError('validation_failed', message, { issues: [{ path, code, message }] });
