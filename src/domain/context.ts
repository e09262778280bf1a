import type { Account } from '../db/accounts/accounts';
import type { Caller } from '../shared/access/actor';
import type { Role } from '../shared/access/roles';

/** Where a call comes from, for the audit log; `session` is the public id of a session. */
export type CallOrigin = { session: string | null; location: string | null; userAgent: string | null };

/** The caller: an account, who calls in it, and what they may do. `role` is null for a key. */
export type Context = {
  account: Account;
  actor: Caller;
  scopes: readonly string[];
  role: Role | null;
  origin: CallOrigin | null;
};
