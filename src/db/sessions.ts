import { and, eq, lte, or, sql } from 'drizzle-orm';
import type { Account } from './accounts';
import type { Database } from './database';
import type { ApiKey } from './keys';
import { accounts, apiKeys, sessions } from './schema';

export type Session = typeof sessions.$inferSelect;

/** The statements for a session with its key and account, whatever their state: the caller judges expiry and revocation. */
export const selectSession = (db: Database, accountId: string, sessionId: string) =>
  // Not one join: in a batch D1 gives columns of one name once.
  [
    db
      .select()
      .from(sessions)
      .where(and(eq(sessions.sessionId, sessionId), eq(sessions.accountId, accountId))),
    db
      .select()
      .from(apiKeys)
      .where(
        and(
          eq(apiKeys.accountId, accountId),
          eq(
            apiKeys.keyId,
            sql`(select key_id from ${sessions} where session_id = ${sessionId} and account_id = ${accountId})`,
          ),
        ),
      ),
    db.select().from(accounts).where(eq(accounts.accountId, accountId)),
  ] as const;

/** So many browsers can be signed in with one key. */
const MAX_SESSIONS_PER_KEY = 20;

/** A session as it lies there; any of it may be missing. */
export type SessionRows = {
  session: Session | undefined;
  key: ApiKey | undefined;
  account: Account | undefined;
};

export const sessionsRepository = (db: Database) => ({
  async find(accountId: string, sessionId: string): Promise<SessionRows> {
    const [[session], [key], [account]] = await db.batch(selectSession(db, accountId, sessionId));
    return { session, key, account };
  },

  /**
   * Writes a session in the place of an earlier one of the same browser, and drops those of the account that have expired,
   * and of its key those that are older than the newest 20.
   */
  async insert(session: Session, replaces: string | null): Promise<void> {
    const ofKey = sql`account_id = ${session.accountId} and key_id = ${session.keyId}`;
    await db.batch([
      db
        .delete(sessions)
        .where(
          and(
            eq(sessions.accountId, session.accountId),
            or(
              lte(sessions.expiresAt, session.createdAt),
              eq(sessions.sessionId, replaces ?? ''),
              sql`session_id in (select session_id from sessions where ${ofKey} order by created_at desc limit -1 offset ${MAX_SESSIONS_PER_KEY - 1})`,
            ),
          ),
        ),
      db.insert(sessions).values(session),
    ]);
  },

  /** Ends a session; one that has ended stays so. */
  async delete(accountId: string, sessionId: string): Promise<void> {
    await db.delete(sessions).where(and(eq(sessions.sessionId, sessionId), eq(sessions.accountId, accountId)));
  },
});

export type SessionsRepository = ReturnType<typeof sessionsRepository>;
