import { Failure } from '../../../../shared/failure';
import type { Refused } from '../layout/refused';

/** What a verb refused of a form, to be shown with it again; any other failure is thrown on. */
export function refusedForm(error: unknown, form: string, given: URLSearchParams): Refused {
  if (!(error instanceof Failure) || !['validation_failed', 'channel_exists', 'flow_invalid'].includes(error.code))
    throw error;
  const findings =
    error.findings.length > 0 ? error.findings : [{ path: '', code: error.code, message: error.message }];
  return { form, findings, given };
}
