import type { SessionRows } from '../../db/sessions';
import { Failure } from '../../shared/failure';
import type { Context } from '../ports';

/** Who has signed in, and what their forms carry. */
export type SignedIn = { caller: Context; sessionId: string; formToken: string };

/** Whose session it is. Fails with unauthorized for none, one that has expired, and one whose key no longer works. */
export function openSession({ session, key, account }: SessionRows, now: number): SignedIn {
  const isOpen =
    session !== undefined &&
    session.expiresAt > now &&
    key !== undefined &&
    key.revokedAt === null &&
    (key.expiresAt === null || key.expiresAt > now);
  if (!isOpen || !account) throw new Failure('unauthorized');
  return {
    caller: { account, keyId: key.keyId, scopes: key.scopes },
    sessionId: session.sessionId,
    formToken: session.formToken,
  };
}
