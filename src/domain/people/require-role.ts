import type { Role } from '../../shared/access/roles';
import { AppError } from '../../shared/errors/app-error';
import type { Context } from '../context';
import { scopesOfRole } from '../keys/scopes-of-role';

/** Fails with missing_scope if the role may do what the caller may not: nobody can give more than they have. */
export function requireRole({ scopes }: Pick<Context, 'scopes'>, role: Role): void {
  const missing = scopesOfRole(role).find((scope) => !scopes.includes(scope));
  if (missing !== undefined)
    throw new AppError('missing_scope', `Without the scope ${missing} you cannot give the role ${role}`);
}
