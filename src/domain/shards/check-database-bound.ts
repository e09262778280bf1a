import { invalidMember } from '../../shared/validation/invalid-member';
import type { Deps } from '../ports';

/** Fails with validation_failed for a database that the deployment does not bind. */
export function checkDatabaseBound({ databases }: Pick<Deps, 'databases'>, database: number): void {
  if (databases.includes(database)) return;
  throw invalidMember('/database', 'not_bound', `database ${database} is not configured in this deployment`);
}
