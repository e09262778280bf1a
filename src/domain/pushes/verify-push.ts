import type { Push } from '../../db/pushes/pushes';
import type { Verification } from '../../db/schema';
import type { Store } from '../../db/stores/stores';
import type { Deps } from '../ports';
import type { ReadDeps } from '../shopify/read-shopify';
import { readBack } from './read-back';

export const NOT_VERIFIED: Verification = { awaiting: false, failedReads: 0, mismatches: 0, differing: [] };

/** Like the retries of getObject, in the whole seconds of a queue. */
const READ_DELAYS_MS = [1_000, 2_000, 8_000];
const SECOND_TRY_MS = 5_000;
/** After the first mismatch the push is sent once more. */
const MAX_MISMATCHES = 2;

export type VerificationResult =
  | { state: 'delivered' | 'unverified'; verification: Verification; error: string | null; readFailed: boolean }
  | { state: 'retrying'; delayMs: number; verification: Verification; error: string; readFailed: boolean };

/** Reads back the object of a delivered push and returns the push's new state: a 2xx does not prove that the merchant applied it. */
export async function verifyPush(
  deps: ReadDeps & Pick<Deps, 'merchant'>,
  { push, store, verification }: { push: Push; store: Store; verification: Verification },
): Promise<VerificationResult> {
  const read = await readBack(deps, push, store);
  if (read.kind === 'failed') {
    const failedReads = verification.failedReads + 1;
    const delayMs = read.code === 'no_endpoint' ? undefined : READ_DELAYS_MS[failedReads - 1];
    const result = { error: `verify_${read.code}`, readFailed: true };
    return delayMs === undefined
      ? { ...result, state: 'unverified', verification: { ...verification, awaiting: false, failedReads } }
      : { ...result, state: 'retrying', delayMs, verification: { ...verification, awaiting: true, failedReads } };
  }
  const differing = read.kind === 'not_found' ? Object.keys(push.variables) : read.differing;
  const compared = { ...verification, awaiting: false, differing };
  if (differing.length === 0) return { state: 'delivered', verification: compared, error: null, readFailed: false };
  const mismatches = verification.mismatches + 1;
  const error = read.kind === 'not_found' ? 'verify_not_found' : 'verify_differs';
  const result = { verification: { ...compared, mismatches }, error, readFailed: false };
  return mismatches < MAX_MISMATCHES
    ? { ...result, state: 'retrying', delayMs: SECOND_TRY_MS }
    : { ...result, state: 'unverified' };
}
