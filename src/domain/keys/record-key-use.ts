import type { Context, Deps } from '../ports';

/** Writes the time of the key's last use. */
export const recordKeyUse = ({ keys, now }: Pick<Deps, 'keys' | 'now'>, { account, actor }: Context): Promise<void> =>
  keys.touch(account.accountId, actor.id, now());
