import { and, desc, eq, gt, inArray, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Account } from '../accounts/accounts';
import { type AuditDraft, insertAuditEntry } from '../accounts/audit';
import type { ApiKey } from '../accounts/keys';
import { accounts, apiKeys, people, sessions } from '../schema';
import { type BatchResult, runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import { type PageParams, trimPage } from '../sql/page';
import type { Person } from './people';
import { selectTroubles, type Trouble } from './troubles';

export type Session = typeof sessions.$inferSelect;

const isSession = (accountId: string, sessionId: string) =>
  and(eq(sessions.sessionId, sessionId), eq(sessions.accountId, accountId));

/**
 * Returns the queries for a session with its person or key, and its account, even if the person is removed or the key expired
 * or revoked. Not one join, because D1 returns columns of the same name only once in a batch.
 */
export const selectSession = (db: Database, accountId: string, sessionId: string) => {
  const ofSession = (column: SQL) => sql`(select ${column} from ${sessions} where ${isSession(accountId, sessionId)})`;
  return {
    session: db.select().from(sessions).where(isSession(accountId, sessionId)),
    key: db
      .select()
      .from(apiKeys)
      .where(and(eq(apiKeys.accountId, accountId), eq(apiKeys.keyId, ofSession(sql`${sessions.keyId}`)))),
    person: db
      .select()
      .from(people)
      .where(and(eq(people.accountId, accountId), eq(people.personId, ofSession(sql`${sessions.personId}`)))),
    account: db.select().from(accounts).where(eq(accounts.accountId, accountId)),
  };
};

/** Returns the same queries for a page, which shows what does not work in the account. */
export const selectPageSession = (db: Database, accountId: string, sessionId: string) => ({
  ...selectSession(db, accountId, sessionId),
  troubles: selectTroubles(db, accountId),
});

/** The maximum number of sessions of one key or person. */
const MAX_SESSIONS = 20;

/** The rows of a session; any of them may be missing. */
export type SessionRows = {
  session: Session | undefined;
  key: ApiKey | undefined;
  person: Person | undefined;
  account: Account | undefined;
  /** Empty unless a page has asked for them. */
  troubles: Trouble[];
};

/** Reads the results of `selectSession` or `selectPageSession`. */
export const toSessionRows = (
  rows: BatchResult<ReturnType<typeof selectSession>> & { troubles?: Trouble[] },
): SessionRows => ({
  session: rows.session[0],
  key: rows.key[0],
  person: rows.person[0],
  account: rows.account[0],
  troubles: rows.troubles ?? [],
});

/**
 * Returns the statements that start a session: they delete the account's expired sessions, those of the same key or person
 * beyond the newest 20, and the one of the same browser that it replaces.
 */
export function startSession(db: Database, session: Session, replaces: string | null, audit: AuditDraft) {
  const { accountId, keyId, personId } = session;
  const isOfSame = and(
    eq(sessions.accountId, accountId),
    eq(sessions.keyId, keyId),
    sql`${sessions.personId} is ${personId}`,
  );
  const surplus = sql`(select ${sessions.sessionId} from ${sessions} where ${isOfSame}
    order by ${sessions.createdAt} desc limit -1 offset ${MAX_SESSIONS - 1})`;
  return {
    ended: db
      .delete(sessions)
      .where(
        and(
          eq(sessions.accountId, accountId),
          or(
            lte(sessions.expiresAt, session.createdAt),
            eq(sessions.sessionId, replaces ?? ''),
            inArray(sessions.sessionId, surplus),
          ),
        ),
      ),
    started: db.insert(sessions).values(session),
    audit: insertAuditEntry(db, audit),
  };
}

export const sessionsRepository = (db: Database) => ({
  async find(accountId: string, sessionId: string): Promise<SessionRows> {
    return toSessionRows(await runBatch(db, selectPageSession(db, accountId, sessionId)));
  },

  /** Inserts a session in place of an earlier one of the same browser. */
  async insert(session: Session, replaces: string | null, audit: AuditDraft): Promise<void> {
    await runBatch(db, startSession(db, session, replaces, audit));
  },

  /** Ends a session. Repeating it changes nothing. */
  async delete(accountId: string, sessionId: string, audit: AuditDraft): Promise<void> {
    const isIt = isSession(accountId, sessionId);
    await runBatch(db, {
      audit: insertAuditEntry(db, audit, { where: sql`exists (select 1 from ${sessions} where ${isIt})` }),
      deleted: db.delete(sessions).where(isIt),
    });
  },

  /** Returns a page of the open sessions of a person, the newest first. */
  async listOfPerson(accountId: string, personId: string, { limit, after, now }: PageParams & { now: number }) {
    const isOpen = and(
      eq(sessions.accountId, accountId),
      eq(sessions.personId, personId),
      gt(sessions.expiresAt, now),
      after ? lt(sessions.publicId, after) : undefined,
    );
    const rows = await db
      .select()
      .from(sessions)
      .where(isOpen)
      .orderBy(desc(sessions.publicId))
      .limit(limit + 1);
    return trimPage(rows, limit);
  },

  /** Ends a session of a person by its public id; undefined if there is none. */
  async deleteOfPerson(
    accountId: string,
    { personId, publicId }: { personId: string; publicId: string },
    audit: AuditDraft,
  ) {
    const isIt = and(
      eq(sessions.accountId, accountId),
      eq(sessions.personId, personId),
      eq(sessions.publicId, publicId),
    );
    const { deleted } = await runBatch(db, {
      audit: insertAuditEntry(db, audit, { where: sql`exists (select 1 from ${sessions} where ${isIt})` }),
      deleted: db.delete(sessions).where(isIt).returning(),
    });
    return deleted[0];
  },
});

export type SessionsRepository = ReturnType<typeof sessionsRepository>;
