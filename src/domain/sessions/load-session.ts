import type { SessionRows } from '../../db/people/sessions';
import type { Deps } from '../ports';

/** A session as its cookie names it, not authorized yet. */
export type SessionRef = { accountId: string; sessionId: string };

/** Reads a session with its key and account, for `resolveSession` to judge. */
export const loadSession = (deps: Pick<Deps, 'sessions'>, { accountId, sessionId }: SessionRef): Promise<SessionRows> =>
  deps.sessions.find(accountId, sessionId);
