import { AppError } from '../../shared/errors/app-error';
import type { FormErrors } from './form-errors';

/** Turns a validation error of a verb into form errors; rethrows any other error. */
export function formErrorsFrom(error: unknown, form: string, given: URLSearchParams): FormErrors {
  if (!(error instanceof AppError) || !['validation_failed', 'channel_exists', 'flow_invalid'].includes(error.code))
    throw error;
  const issues = error.issues.length > 0 ? error.issues : [{ path: '', code: error.code, message: error.message }];
  return { form, issues, values: given };
}
