import { describeError } from '../../shared/errors/describe-error';
import type { Deps } from '../ports';

/** How long a batch waits for its slowest target before it writes the results of the others. */
const WRITE_AFTER_MS = 200;
/** The platform lets background work run for 30 s after the consumer returns; a batch with longer calls waits for them. */
const MAX_BACKGROUND_CALL_MS = 20_000;

/** The work of a batch at one target. */
export type TargetCall<Result> = {
  /** The longest that one of its calls can take. */
  maxCallMs: number;
  deliver: () => Promise<Result[]>;
  /** Is called if it throws: its items stay claimed until the sweep finds them. */
  onError: (error: unknown) => void;
};

type Progress<Result> = { calls: Set<Promise<void>>; results: Result[] };

/**
 * Delivers to several targets in parallel. A slow target does not delay the others: its results are written later by
 * `background` work that may outlive the batch. `results` are those that need no call.
 */
export async function deliverTargets<Result>(
  deps: Pick<Deps, 'log' | 'sleep'>,
  {
    targets,
    results,
    write,
  }: { targets: TargetCall<Result>[]; results: Result[]; write: (results: Result[]) => Promise<void> },
  background: (work: Promise<void>) => void,
): Promise<void> {
  const progress: Progress<Result> = { calls: new Set(), results };
  for (const { deliver, onError } of targets) {
    const call = deliver()
      .then((delivered) => void progress.results.push(...delivered))
      .catch(onError)
      .finally(() => progress.calls.delete(call));
    progress.calls.add(call);
  }
  /** Waits at most 200 ms for the calls, then writes the results that have arrived. */
  const writeAvailable = async (): Promise<void> => {
    await Promise.race([Promise.all(progress.calls), deps.sleep(WRITE_AFTER_MS)]);
    const arrived = progress.results;
    progress.results = [];
    if (arrived.length > 0) await write(arrived);
  };
  const writeRemaining = async (): Promise<void> => {
    // More results may arrive while these are written.
    while (progress.calls.size > 0 || progress.results.length > 0) {
      if (progress.results.length === 0) await Promise.race(progress.calls);
      await writeAvailable();
    }
  };
  await writeAvailable();
  const rest = writeRemaining();
  if (targets.some(({ maxCallMs }) => maxCallMs > MAX_BACKGROUND_CALL_MS)) return rest;
  // The items are claimed for two minutes; the sweep sends again those whose results are not written by then.
  background(rest.catch((error: unknown) => deps.log('push_results_not_written', { error: describeError(error) })));
}
