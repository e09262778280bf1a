import { AppError } from '../../shared/app-error';
import type { FormErrors } from './form-errors';

/** What a verb refused of a form, to be shown with it again; any other failure is thrown on. */
export function formErrorsFrom(error: unknown, form: string, given: URLSearchParams): FormErrors {
  if (!(error instanceof AppError) || !['validation_failed', 'channel_exists', 'flow_invalid'].includes(error.code))
    throw error;
  const issues = error.issues.length > 0 ? error.issues : [{ path: '', code: error.code, message: error.message }];
  return { form, issues, values: given };
}
