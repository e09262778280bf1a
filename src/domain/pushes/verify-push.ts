import type { Push } from '../../db/pushes';
import type { Verification } from '../../db/schema';
import type { Store } from '../../db/stores';
import type { JsonObject, JsonValue } from '../../shared/json';
import type { Deps } from '../ports';
import { fetchObject } from '../stores/fetch-object';

/** How a verification begins. */
export const NOT_VERIFIED: Verification = { awaiting: false, failedReads: 0, mismatches: 0, differing: [] };

/** A read that fails is tried again as getObject always is (contract.md, section 4), in the whole seconds of a queue. */
const READ_DELAYS_MS = [1_000, 2_000, 8_000];
const SECOND_TRY_MS = 5_000;
/** What did not stick is tried once more (delivery.md). */
const MOST_MISMATCHES = 2;

export type Verified =
  | { state: 'delivered' | 'unverified'; verification: Verification; error: string | null; readFailed: boolean }
  | { state: 'retrying'; delayMs: number; verification: Verification; error: string; readFailed: boolean };

/** Whether two JSON values say the same; members in any order, and null is as good as absent. */
function same(pushed: JsonValue | undefined, seen: JsonValue | undefined): boolean {
  const [a, b] = [pushed ?? null, seen ?? null];
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]));
  }
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(a[key], b[key]));
}

/** The names of the variables that an object does not show as they were pushed. */
export const differingVariables = (variables: JsonObject, object: JsonObject): string[] =>
  Object.keys(variables).filter((name) => !same(variables[name], object[name]));

/** Reads a delivered push's object back and says how the push stands then (delivery.md, "A 2xx is not yet the truth"). */
export async function verifyPush(
  deps: Deps,
  { push, store, verification }: { push: Push; store: Store; verification: Verification },
): Promise<Verified> {
  const { requestId, userKey } = push;
  const object = { type: push.objectType, id: push.objectId };
  const read = await fetchObject(deps, { store, object, requestId, userKey });
  if (read.kind === 'failed') {
    const failedReads = verification.failedReads + 1;
    const delayMs = read.code === 'no_endpoint' ? undefined : READ_DELAYS_MS[failedReads - 1];
    const error = `verify_${read.code}`;
    return delayMs === undefined
      ? {
          state: 'unverified',
          verification: { ...verification, awaiting: false, failedReads },
          error,
          readFailed: true,
        }
      : {
          state: 'retrying',
          delayMs,
          verification: { ...verification, awaiting: true, failedReads },
          error,
          readFailed: true,
        };
  }
  const differing =
    read.kind === 'not_found' ? Object.keys(push.variables) : differingVariables(push.variables, read.object);
  const looked = { ...verification, awaiting: false, differing };
  if (differing.length === 0) return { state: 'delivered', verification: looked, error: null, readFailed: false };
  const mismatches = verification.mismatches + 1;
  const error = read.kind === 'not_found' ? 'verify_not_found' : 'verify_differs';
  return mismatches < MOST_MISMATCHES
    ? {
        state: 'retrying',
        delayMs: SECOND_TRY_MS,
        verification: { ...looked, mismatches },
        error,
        readFailed: false,
      }
    : { state: 'unverified', verification: { ...looked, mismatches }, error, readFailed: false };
}
