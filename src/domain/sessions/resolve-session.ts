import type { SessionRows } from '../../db/sessions';
import { AppError } from '../../shared/app-error';
import type { Context } from '../ports';

/** Who has signed in, and what their forms carry. */
export type ActiveSession = { caller: Context; sessionId: string; formToken: string };

/** Whose session it is. Fails with unauthorized for none, one that has expired, and one whose key no longer works. */
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
