import type { Account } from '../db/accounts';

/** The caller: an account and the key that it called with. */
export type Context = { account: Account; keyId: string; scopes: string[] };
