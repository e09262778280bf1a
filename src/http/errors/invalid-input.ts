import { AppError, type Issue } from '../../shared/app-error';

/** Returns the error for an input with these issues. */
export function invalidInput(issues: Issue[]): AppError {
  const detail = `${issues.length} ${issues.length === 1 ? 'member is' : 'members are'} not valid`;
  return new AppError('validation_failed', detail, { issues });
}
