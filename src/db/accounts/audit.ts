import { and, asc, eq, gt, inArray, lt, type SQL, sql } from 'drizzle-orm';
import { newAuditDraft } from '../../shared/access/audit-entry';
import { timeOfId } from '../../shared/crypto/ids';
import { auditEntries } from '../schema';
import { runBatch, type Statement } from '../sql/batch';
import { type Database, selectValues } from '../sql/database';
import { trimPage } from '../sql/page';

export type AuditEntry = typeof auditEntries.$inferSelect;
/** An entry that is to be written; its statement gives it its position. */
export type AuditDraft = Omit<AuditEntry, 'seq'>;

/** What a statement writes of an entry only if a condition holds, or with values that it reads from other tables. */
type Linked = { from?: SQL; where?: SQL | undefined; actorId?: SQL; actorName?: SQL; targets?: SQL; metadata?: SQL };

/** Makes the entry of a store that the Worker has paused. */
export const storePausedEntry = (accountId: string, storeId: string, reason: string | null, now: number): AuditDraft =>
  newAuditDraft(
    { accountId, action: 'store.paused', targets: [{ type: 'store', id: storeId }], metadata: { reason } },
    now,
  );

/**
 * Returns the statement that adds an entry to the audit log, for the batch of its effect. With `where`, it stands before the
 * statement of the effect.
 */
export function insertAuditEntry(db: Database, draft: AuditDraft, { from, where, ...instead }: Linked = {}): Statement {
  const seq = sql`coalesce((select max(l.seq) from ${auditEntries} l where l.account_id = ${draft.accountId}), 0) + 1`;
  const values = selectValues(auditEntries, draft, { seq, ...instead });
  const source = from === undefined ? sql`` : sql` from ${from}`;
  return db.insert(auditEntries).select(sql`select ${values}${source} where ${where ?? sql`true`}`);
}

/** The same for what may also happen without a caller: no statement then. */
export const auditIf = (db: Database, draft: AuditDraft | null | undefined, linked: Linked = {}): Statement[] =>
  draft ? [insertAuditEntry(db, draft, linked)] : [];

const MAX_PURGED = 1_000;

/**
 * Returns the statement that deletes entries from before an instant, the oldest 1,000 at most. The newest entry stays, so that
 * positions never repeat.
 */
export function deleteAuditBefore(db: Database, accountId: string, before: number) {
  const { accountId: owner, seq, occurredAt } = auditEntries;
  const oldest = sql`(select a.seq from ${auditEntries} a where a.account_id = ${accountId} order by a.seq limit ${MAX_PURGED})`;
  const newest = sql`(select max(n.seq) from ${auditEntries} n where n.account_id = ${accountId})`;
  return db
    .delete(auditEntries)
    .where(and(eq(owner, accountId), sql`${seq} in ${oldest}`, lt(occurredAt, before), sql`${seq} < ${newest}`));
}

/** How far back the log is searched for one kind of entry. */
const MAX_SEARCHED = 2_000;

export const auditRepository = (db: Database) => ({
  /** Returns who saved these versions of a flow, as far as the account's newest 2,000 entries say. */
  async findFlowSaves(accountId: string, key: string, versions: number[]) {
    const { accountId: owner, seq, action, targets, metadata, actorType, actorName } = auditEntries;
    const newest = sql`(select max(n.seq) from ${auditEntries} n where n.account_id = ${accountId})`;
    const version = sql<number>`${metadata} ->> 'version'`;
    return db
      .select({ version: version.as('saved_version'), actorType, actorName })
      .from(auditEntries)
      .where(
        and(
          eq(owner, accountId),
          sql`${seq} > ${newest} - ${MAX_SEARCHED}`,
          eq(action, 'flow.saved'),
          sql`${targets} ->> '$[0].id' = ${key}`,
          inArray(version, versions),
        ),
      );
  },

  /**
   * Returns a page of the account's entries, the oldest first, after the entry `after`: from the oldest one if that has been
   * purged, and null if the account has never had it.
   */
  async listAfter(accountId: string, { after, limit }: { after: string | null; limit: number }) {
    const { seq, auditId, occurredAt, accountId: owner } = auditEntries;
    const isNamed = and(eq(owner, accountId), eq(auditId, after ?? ''));
    const position = sql`coalesce((select ${seq} from ${auditEntries} where ${isNamed}), 0)`;
    const { named, oldest, rows } = await runBatch(db, {
      named: db.select({ seq }).from(auditEntries).where(isNamed),
      oldest: db.select({ seq, occurredAt }).from(auditEntries).where(eq(owner, accountId)).orderBy(asc(seq)).limit(1),
      rows: db
        .select()
        .from(auditEntries)
        .where(and(eq(owner, accountId), gt(seq, position)))
        .orderBy(asc(seq))
        .limit(limit + 1),
    });
    const [first] = oldest;
    const isPurged = after !== null && first !== undefined && first.seq > 1 && timeOfId(after) < first.occurredAt;
    if (after !== null && named.length === 0 && !isPurged) return null;
    return trimPage(rows, limit);
  },
});

export type AuditRepository = ReturnType<typeof auditRepository>;
