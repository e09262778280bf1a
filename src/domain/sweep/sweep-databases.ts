import { describeError } from '../../shared/describe-error';
import { advanceAccountMoves } from '../account-moves/advance-account-moves';
import type { Deps } from '../ports';
import { sweep } from './sweep';

/** Sweeps every database and goes on with the moves between them; one that fails keeps no other from its turn. */
export async function sweepDatabases(deps: Deps): Promise<void> {
  const works = [
    ...deps.databases.map((database) => () => sweep(deps.forShard(database))),
    () => advanceAccountMoves(deps),
  ];
  const failures: string[] = [];
  for (const work of works) {
    try {
      await work();
    } catch (error) {
      // Drizzle's error holds the rows that were to be copied.
      failures.push(describeError(error));
    }
  }
  if (failures.length > 0) throw new Error(failures.join('; '));
}
