import { describeError } from '../../shared/errors/describe-error';
import { advanceAccountMoves } from '../account-moves/advance-account-moves';
import type { Deps } from '../ports';
import { sweep } from './sweep';

/** Sweeps every database and continues the account moves. One failure does not stop the others; all are thrown at the end. */
export async function sweepDatabases(
  deps: Pick<Deps, 'accountRows' | 'databases' | 'directory' | 'forShard' | 'log' | 'now'>,
): Promise<void> {
  const tasks = [
    ...deps.databases.map((database) => () => sweep(deps.forShard(database))),
    () => advanceAccountMoves(deps),
  ];
  const failures: string[] = [];
  for (const task of tasks) {
    try {
      await task();
    } catch (error) {
      // Described here because Drizzle's error holds the rows that it failed to write.
      failures.push(describeError(error));
    }
  }
  if (failures.length > 0) throw new Error(failures.join('; '));
}
