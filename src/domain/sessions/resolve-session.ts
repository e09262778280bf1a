import type { SessionRows } from '../../db/people/sessions';
import type { Caller } from '../../shared/access/actor';
import { AppError } from '../../shared/errors/app-error';
import { scopesOfRole } from '../keys/scopes-of-role';
import type { Context } from '../ports';

/** `formToken` is the CSRF token that the session's forms carry; `startedAt` is when the caller last proved who they are. */
export type ActiveSession = { caller: Context; sessionId: string; formToken: string; startedAt: number };

type Signer = Pick<Context, 'actor' | 'scopes' | 'role'>;

/** Returns who signed in, and what they may do now; null if the person was removed or the key no longer works. */
function signerOf({ session, key, person }: SessionRows, now: number): Signer | null {
  if (session?.personId) {
    if (!person || person.removedAt !== null) return null;
    const actor: Caller = { type: 'person', id: person.personId, name: person.name };
    return { actor, scopes: scopesOfRole(person.role), role: person.role };
  }
  if (!key || key.revokedAt !== null || (key.expiresAt !== null && key.expiresAt <= now)) return null;
  return { actor: { type: 'key', id: key.keyId, name: key.name }, scopes: key.scopes, role: null };
}

/**
 * Returns the session with its caller. Fails with unauthorized if there is none, it has expired, its person was removed or its
 * key no longer works.
 */
export function resolveSession(rows: SessionRows, now: number): ActiveSession {
  const { session, account } = rows;
  const signer = session !== undefined && session.expiresAt > now ? signerOf(rows, now) : null;
  if (!session || !signer || !account) throw new AppError('unauthorized');
  const { sessionId, publicId, formToken, createdAt: startedAt } = session;
  const origin = { session: publicId, location: null, userAgent: null };
  return { caller: { account, ...signer, origin }, sessionId, formToken, startedAt };
}
