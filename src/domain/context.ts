import type { Account } from '../db/accounts/accounts';
import type { Caller } from '../shared/access/actor';
import type { CallOrigin } from '../shared/access/audit-entry';
import type { Role } from '../shared/access/roles';

/** The caller: an account, who calls in it, and what they may do. `role` is null for a key. */
export type Context = {
  account: Account;
  actor: Caller;
  scopes: readonly string[];
  role: Role | null;
  origin: CallOrigin | null;
};
