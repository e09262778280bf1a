import type { Account } from '../db/accounts';

/** Who asks: an account by one of its keys. */
export type Context = { account: Account; keyId: string; scopes: string[] };
