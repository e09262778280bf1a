import { AppError } from '../../shared/app-error';
import type { Deps } from '../ports';

/** Fails with validation_failed for a database that the deployment does not have. */
export function checkDatabaseBound({ databases }: Deps, database: number): void {
  if (databases.includes(database)) return;
  const message = `The deployment has no database ${database}`;
  throw new AppError('validation_failed', message, { issues: [{ path: '/database', code: 'not_bound', message }] });
}
