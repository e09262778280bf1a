import { newAuditEntry } from '../audit/new-audit-entry';
import type { Context, Deps } from '../ports';

/** Ends the caller's session for every copy of its cookie. */
export async function signOut(
  { sessions, now }: Pick<Deps, 'now' | 'sessions'>,
  context: Context,
  sessionId: string,
): Promise<void> {
  const session = context.origin?.session ?? null;
  const targets = session === null ? [] : [{ type: 'session', id: session }];
  await sessions.delete(
    context.account.accountId,
    sessionId,
    newAuditEntry(context, now(), 'session.ended', { targets }),
  );
}
