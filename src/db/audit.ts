import { and, asc, eq, gt, type SQL, sql } from 'drizzle-orm';
import type { Statement } from './batch';
import { type Database, selectValues } from './database';
import { trimPage } from './page';
import { auditEntries } from './schema';

export type AuditEntry = typeof auditEntries.$inferSelect;
/** An entry that is to be written; its statement gives it its position. */
export type AuditDraft = Omit<AuditEntry, 'seq'>;

/** What a statement writes of an entry only if a condition holds, or with values that it reads from other tables. */
type Linked = { where?: SQL | undefined; actorId?: SQL; actorName?: SQL; targets?: SQL };

/**
 * Returns the statement that adds an entry to the audit log, for the batch of its effect. With `where`, it stands before the
 * statement of the effect.
 */
export function insertAuditEntry(db: Database, draft: AuditDraft, { where, ...instead }: Linked = {}): Statement {
  const seq = sql`coalesce((select max(l.seq) from ${auditEntries} l where l.account_id = ${draft.accountId}), 0) + 1`;
  const values = selectValues(auditEntries, draft, { seq, ...instead });
  return db.insert(auditEntries).select(sql`select ${values} where ${where ?? sql`true`}`);
}

export const auditRepository = (db: Database) => ({
  /** Returns a page of the account's entries, the oldest first, after the entry `after`. */
  async listAfter(accountId: string, { after, limit }: { after: string | null; limit: number }) {
    const { seq, auditId, accountId: owner } = auditEntries;
    const position = sql`coalesce((select ${seq} from ${auditEntries} where ${owner} = ${accountId}
      and ${auditId} = ${after}), 0)`;
    const rows = await db
      .select()
      .from(auditEntries)
      .where(and(eq(owner, accountId), after === null ? undefined : gt(seq, position)))
      .orderBy(asc(seq))
      .limit(limit + 1);
    return trimPage(rows, limit);
  },
});

export type AuditRepository = ReturnType<typeof auditRepository>;
