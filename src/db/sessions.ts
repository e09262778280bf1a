import { and, eq, inArray, lte, or, sql } from 'drizzle-orm';
import type { Account } from './accounts';
import { type BatchResult, runBatch } from './batch';
import type { Database } from './database';
import type { ApiKey } from './keys';
import { accounts, apiKeys, sessions } from './schema';

export type Session = typeof sessions.$inferSelect;

const isSession = (accountId: string, sessionId: string) =>
  and(eq(sessions.sessionId, sessionId), eq(sessions.accountId, accountId));

/**
 * Returns the queries for a session with its key and account, even if the key is expired or revoked. Not one join, because
 * D1 returns columns of the same name only once in a batch.
 */
export const selectSession = (db: Database, accountId: string, sessionId: string) => {
  const keyId = sql`(select ${sessions.keyId} from ${sessions} where ${isSession(accountId, sessionId)})`;
  return {
    session: db.select().from(sessions).where(isSession(accountId, sessionId)),
    key: db
      .select()
      .from(apiKeys)
      .where(and(eq(apiKeys.accountId, accountId), eq(apiKeys.keyId, keyId))),
    account: db.select().from(accounts).where(eq(accounts.accountId, accountId)),
  };
};

/** The maximum number of sessions of one key. */
const MAX_SESSIONS_PER_KEY = 20;

/** The rows of a session; any of them may be missing. */
export type SessionRows = {
  session: Session | undefined;
  key: ApiKey | undefined;
  account: Account | undefined;
};

export const toSessionRows = (rows: BatchResult<ReturnType<typeof selectSession>>): SessionRows => ({
  session: rows.session[0],
  key: rows.key[0],
  account: rows.account[0],
});

export const sessionsRepository = (db: Database) => ({
  async find(accountId: string, sessionId: string): Promise<SessionRows> {
    return toSessionRows(await runBatch(db, selectSession(db, accountId, sessionId)));
  },

  /**
   * Inserts a session in place of an earlier one of the same browser. Deletes the account's expired sessions, and those of
   * the same key beyond the newest 20.
   */
  async insert(session: Session, replaces: string | null): Promise<void> {
    const isOfKey = and(eq(sessions.accountId, session.accountId), eq(sessions.keyId, session.keyId));
    const surplus = sql`(select ${sessions.sessionId} from ${sessions} where ${isOfKey}
      order by ${sessions.createdAt} desc limit -1 offset ${MAX_SESSIONS_PER_KEY - 1})`;
    await runBatch(db, {
      deleted: db
        .delete(sessions)
        .where(
          and(
            eq(sessions.accountId, session.accountId),
            or(
              lte(sessions.expiresAt, session.createdAt),
              eq(sessions.sessionId, replaces ?? ''),
              inArray(sessions.sessionId, surplus),
            ),
          ),
        ),
      session: db.insert(sessions).values(session),
    });
  },

  /** Deletes a session. Repeating it changes nothing. */
  async delete(accountId: string, sessionId: string): Promise<void> {
    await db.delete(sessions).where(isSession(accountId, sessionId));
  },
});

export type SessionsRepository = ReturnType<typeof sessionsRepository>;
