import type { Session } from '../../db/people/sessions';
import type { Caller } from '../../shared/access/actor';
import type { CallOrigin } from '../../shared/access/audit-entry';
import { newId } from '../../shared/crypto/ids';
import { AppError } from '../../shared/errors/app-error';
import { newAuditEntry } from '../audit/new-audit-entry';
import { type AuthenticatedCaller, requireScope } from '../keys/authenticate';
import type { Deps } from '../ports';

/** How long a session of the profile page lasts. */
export const SESSION_MS = 12 * 3_600_000;

/** 122 random bits. */
const randomToken = (): string => crypto.randomUUID().replaceAll('-', '');

/**
 * Makes the session of a key or a person, for the caller of this function to write with its entry in the audit log. A session
 * that follows another keeps its form token, so that forms that are open in other windows still work.
 */
export function newSession(
  { account, actor }: { account: { accountId: string }; actor: Caller },
  { location, userAgent }: Pick<CallOrigin, 'location' | 'userAgent'>,
  now: number,
  formToken = randomToken(),
) {
  const publicId = newId('ses');
  const session: Session = {
    sessionId: randomToken(),
    accountId: account.accountId,
    keyId: actor.type === 'key' ? actor.id : '',
    personId: actor.type === 'person' ? actor.id : null,
    publicId,
    location,
    userAgent,
    formToken,
    createdAt: now,
    expiresAt: now + SESSION_MS,
  };
  const origin = { session: publicId, location, userAgent };
  const targets = [{ type: 'session', id: publicId }];
  return { session, audit: newAuditEntry({ account, actor, origin }, now, 'session.started', { targets }) };
}

/**
 * Opens a session of the profile page for a key with `settings:read`; it replaces the browser's previous session. Fails with
 * missing_scope and account_moving.
 */
export async function signIn(
  deps: Pick<Deps, 'forShard' | 'now'>,
  { caller, shard }: AuthenticatedCaller,
  { replaces, ...origin }: { replaces: string | null } & Pick<CallOrigin, 'location' | 'userAgent'>,
): Promise<Session> {
  requireScope(caller, 'settings:read');
  if (shard.movingSince !== null) throw new AppError('account_moving');
  const { session, audit } = newSession(caller, origin, deps.now());
  await deps.forShard(shard.database).sessions.insert(session, replaces, audit);
  return session;
}
