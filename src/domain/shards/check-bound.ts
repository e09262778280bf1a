import { Failure } from '../../shared/failure';
import type { Deps } from '../ports';

/** Fails with validation_failed for a database that the deployment does not have. */
export function checkBound({ databases }: Deps, database: number): void {
  if (databases.includes(database)) return;
  const message = `The deployment has no database ${database}`;
  throw new Failure('validation_failed', message, { findings: [{ path: '/database', code: 'not_bound', message }] });
}
