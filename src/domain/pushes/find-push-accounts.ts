import type { Deps } from '../ports';

/** Returns the account of each of these pushes; a push that does not exist is left out. */
export const findPushAccounts = ({ pushes }: Pick<Deps, 'pushes'>, pushIds: string[]) => pushes.findOwners(pushIds);
