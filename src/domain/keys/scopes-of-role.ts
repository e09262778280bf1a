import type { Role } from '../../shared/access/roles';
import { SCOPES, type Scope } from './scopes';

const AGENT: readonly Scope[] = ['requests:read', 'requests:write', 'users:read', 'messages:write'];
const VIEWER: readonly Scope[] = ['requests:read', 'users:read'];

const SCOPES_OF_ROLE: Record<Role, readonly Scope[]> = {
  owner: SCOPES,
  admin: SCOPES.filter((scope) => scope !== 'people:write'),
  agent: AGENT,
  viewer: VIEWER,
};

/** Returns what a person with this role may do. A viewer sees phone numbers masked. */
export const scopesOfRole = (role: Role): readonly Scope[] => SCOPES_OF_ROLE[role];
