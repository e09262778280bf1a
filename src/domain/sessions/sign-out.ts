import type { Deps } from '../ports';
import type { SessionRef } from './load-session';

/** Ends a session for every copy of its cookie. */
export const signOut = (deps: Pick<Deps, 'sessions'>, { accountId, sessionId }: SessionRef): Promise<void> =>
  deps.sessions.delete(accountId, sessionId);
