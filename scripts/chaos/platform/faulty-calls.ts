import { seededRandom } from '../../local/seeded-random.ts';

/** How the platform's own errors read. */
const MESSAGES = {
  d1: 'D1_ERROR: Network connection lost.',
  queue: 'Queue sendBatch failed: Internal Server Error',
  r2: 'put: We encountered an internal error. Please try again. (10001)',
  workflow: 'WorkflowInternalError: Attempt failed due to internal workflows error',
  durable_object: 'Durable Object reset because its code was updated.',
};
export type FaultyCall = <Result>(what: keyof typeof MESSAGES, call: () => Promise<Result>) => Promise<Result>;

/**
 * Lets a share of calls fail: half of them before anything is done, half when it is done and only the answer is lost. Each
 * failure is a line in the log, `{"chaos": "<what> before"}` or `after`.
 */
export function faultyCalls({ seed, share }: { seed: number; share: number }): FaultyCall {
  const random = seededRandom(seed);
  return async (what, call) => {
    if (random() >= share) return call();
    const when = random() < 0.5 ? 'before' : 'after';
    console.log(JSON.stringify({ chaos: `${what} ${when}` }));
    if (when === 'after') await call();
    throw new Error(MESSAGES[what]);
  };
}
