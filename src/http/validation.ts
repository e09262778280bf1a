import type { z } from 'zod';
import { Failure } from '../shared/failure';
import { zodFindings } from '../shared/zod-findings';

/** What validation refused, as the failure that is answered: a JSON Pointer into the body, `?name` for a parameter. */
export function validationFailure(error: { issues: z.core.$ZodIssue[] }, target: string): Failure {
  const findings = zodFindings(
    error.issues,
    target === 'query' ? (path) => `?${path[0] === undefined ? '' : String(path[0])}` : undefined,
  );
  const detail = `${findings.length} ${findings.length === 1 ? 'member is' : 'members are'} not valid`;
  return new Failure('validation_failed', detail, { findings });
}
