import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { AuditEntry } from '../accounts/audit';
import { type SessionRows, selectPageSession, toSessionRows } from '../people/sessions';
import { auditEntries, channels, flows, people, stores } from '../schema';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import { trimPage } from '../sql/page';

/** The names of each kind that are read, to show what entries are about. */
const MAX_NAMES = 200;

export type AuditPageRows = SessionRows & {
  entries: { rows: AuditEntry[]; more: boolean };
  /** Names of people, stores, channels and flows, by id or key. */
  names: { id: string; name: string }[];
};

export const auditPagesRepository = (db: Database) => ({
  /** Returns a session and a page of the account's audit log, the newest first, from before the position `before`; one round trip. */
  async load(
    { accountId, sessionId }: { accountId: string; sessionId: string },
    { before, limit }: { before: number | null; limit: number },
  ): Promise<AuditPageRows> {
    const of = sql`where account_id = ${accountId} limit ${MAX_NAMES}`;
    const { signedIn, entries, names } = await runBatch(db, {
      signedIn: selectPageSession(db, accountId, sessionId),
      entries: db
        .select()
        .from(auditEntries)
        .where(and(eq(auditEntries.accountId, accountId), before === null ? undefined : lt(auditEntries.seq, before)))
        .orderBy(desc(auditEntries.seq))
        .limit(limit + 1),
      names: db.select({ id: sql<string>`id`, name: sql<string>`name` }).from(
        sql`(select * from (select person_id as id, name from ${people} ${of})
            union all select * from (select ${sql.identifier(stores.storeId.name)}, name from ${stores} ${of})
            union all select * from (select channel_id, name from ${channels} ${of})
            union all select * from (select key, name from ${flows} ${of}))`,
      ),
    });
    return { ...toSessionRows(signedIn), entries: trimPage(entries, limit), names };
  },
});

export type AuditPagesRepository = ReturnType<typeof auditPagesRepository>;
