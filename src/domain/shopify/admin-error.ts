import type { AdminApiResult } from './call-admin-api';

/** GraphQL's codes after which the same question can only be refused again; those of the form of a document are camelCase. */
const FINAL = /^(ACCESS_DENIED|MAX_COST_EXCEEDED|INVALID_VARIABLE|[a-z]+[a-zA-Z]*)$/;

/** Whether an error that Shopify named may be gone when it is asked again; one that it did not name is taken as it stands. */
export const isTransient = (code: string | null): boolean => code !== null && !FINAL.test(code);

/** In which word an attempt, a flow's step or a check says what went wrong, and whether asking again can help. */
export function adminErrorOf(asked: Exclude<AdminApiResult, { kind: 'data' }>): { code: string; isFinal: boolean } {
  if (asked.kind === 'throttled') return { code: 'throttled', isFinal: false };
  if (asked.kind === 'failed') return { code: asked.code, isFinal: false };
  if (asked.kind !== 'refused') return { code: `http_${asked.status}`, isFinal: false };
  const codes = asked.errors.map(({ code }) => code ?? '');
  const final = codes.find((code) => FINAL.test(code));
  const named = /^[A-Z_]+$/.exec(final ?? codes[0] ?? '')?.[0];
  return { code: named ? named.toLowerCase() : 'graphql_error', isFinal: final !== undefined };
}
