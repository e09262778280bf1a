import type { AdminApiResult } from './call-admin-api';

/** GraphQL's error codes that a retry cannot change; codes of validation errors are camelCase. */
const FINAL = /^(ACCESS_DENIED|MAX_COST_EXCEEDED|INVALID_VARIABLE|[a-z]+[a-zA-Z]*)$/;

/** Whether a retry may succeed after an error of this code; not after one without a code. */
export const isTransient = (code: string | null): boolean => code !== null && !FINAL.test(code);

/** Returns the code of a failed call, for attempts, steps and checks, and whether a retry is pointless. */
export function adminErrorOf(result: Exclude<AdminApiResult, { kind: 'data' }>): { code: string; isFinal: boolean } {
  if (result.kind === 'throttled') return { code: 'throttled', isFinal: false };
  if (result.kind === 'failed') return { code: result.code, isFinal: false };
  if (result.kind !== 'refused') return { code: `http_${result.status}`, isFinal: false };
  const codes = result.errors.map(({ code }) => code ?? '');
  const final = codes.find((code) => FINAL.test(code));
  const named = /^[A-Z_]+$/.exec(final ?? codes[0] ?? '')?.[0];
  return { code: named ? named.toLowerCase() : 'graphql_error', isFinal: final !== undefined };
}
