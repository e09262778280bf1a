import type { Context } from '../../domain/context';

/** Returns the page to begin with: the set-up, or the conversations for a role that does not see it. */
export const homePath = ({ scopes }: Pick<Context, 'scopes'>): string =>
  scopes.includes('settings:read') ? '/account/profile' : '/account/profile/conversations';
