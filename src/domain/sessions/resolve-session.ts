import type { SessionRows } from '../../db/sessions';
import { AppError } from '../../shared/app-error';
import type { Context } from '../ports';

/** `formToken` is the CSRF token that the session's forms carry. */
export type ActiveSession = { caller: Context; sessionId: string; formToken: string };

/** Returns the session with its caller. Fails with unauthorized if there is none, it has expired or its key no longer works. */
export function resolveSession({ session, key, account }: SessionRows, now: number): ActiveSession {
  const isOpen =
    session !== undefined &&
    session.expiresAt > now &&
    key !== undefined &&
    key.revokedAt === null &&
    (key.expiresAt === null || key.expiresAt > now);
  if (!isOpen || !account) throw new AppError('unauthorized');
  return {
    caller: { account, keyId: key.keyId, scopes: key.scopes },
    sessionId: session.sessionId,
    formToken: session.formToken,
  };
}
