import { and, asc, desc, eq, isNull, lt, ne, or, type SQL, sql } from 'drizzle-orm';
import type { Role } from '../../shared/access/roles';
import { type AuditDraft, insertAuditEntry } from '../accounts/audit';
import { countChange, lastSeq } from '../conversations/conversation-statements';
import { accounts, conversations, invitations, passkeys, people, pushSubscriptions, sessions } from '../schema';
import { runBatch } from '../sql/batch';
import { assertExists, type Database, writeIfExists } from '../sql/database';
import { type PageParams, trimPage } from '../sql/page';

export type Person = typeof people.$inferSelect;

const isPerson = (accountId: string, personId: string) =>
  and(eq(people.accountId, accountId), eq(people.personId, personId));

/** Whether the account keeps an owner when a person is one no longer; evaluated when the statement runs. */
const leavesOwner = (accountId: string, personId: string): SQL =>
  sql`exists (select 1 from ${people} o where o.account_id = ${accountId} and o.role = 'owner' and o.removed_at is null
    and o.person_id <> ${personId})`;

/** The open invitations that a person has made. */
const isPendingBy = (accountId: string, personId: string) =>
  and(
    eq(invitations.accountId, accountId),
    eq(invitations.invitedBy, personId),
    isNull(invitations.acceptedAt),
    isNull(invitations.revokedAt),
  );

export const peopleRepository = (db: Database) => ({
  /** Returns a page of the people who are not removed, the newest first. */
  async list(accountId: string, { limit, after }: PageParams) {
    const rows = await db
      .select()
      .from(people)
      .where(
        and(eq(people.accountId, accountId), isNull(people.removedAt), after ? lt(people.personId, after) : undefined),
      )
      .orderBy(desc(people.personId))
      .limit(limit + 1);
    return trimPage(rows, limit);
  },

  async find(accountId: string, personId: string): Promise<Person | undefined> {
    return db.select().from(people).where(isPerson(accountId, personId)).get();
  },

  async findByEmail(accountId: string, email: string): Promise<Person | undefined> {
    return db
      .select()
      .from(people)
      .where(and(eq(people.accountId, accountId), eq(people.email, email)))
      .get();
  },

  /** Returns the people of this database with an e-mail and the names of their accounts, the earliest first, up to `limit`. */
  async listByEmail(email: string, limit: number): Promise<{ person: Person; accountName: string }[]> {
    return db
      .select({ person: people, accountName: accounts.name })
      .from(people)
      .innerJoin(accounts, eq(accounts.accountId, people.accountId))
      .where(eq(people.email, email))
      .orderBy(asc(people.personId))
      .limit(limit);
  },

  /**
   * Changes a person. A change of the role ends the person's sessions in the same batch. Returns null, with nothing changed, if
   * the person is not there or removed, or would leave the account without an owner.
   */
  async change(
    accountId: string,
    {
      personId,
      name,
      role,
      now,
    }: { personId: string; name?: string | undefined; role?: Role | undefined; now: number },
    audit: AuditDraft,
  ): Promise<Person | null> {
    const mayChange = and(
      isPerson(accountId, personId),
      isNull(people.removedAt),
      role === undefined || role === 'owner'
        ? undefined
        : or(ne(people.role, 'owner'), leavesOwner(accountId, personId)),
    );
    const changesRole = sql`exists (select 1 from ${people} where ${isPerson(accountId, personId)}
        and ${people.role} is not ${role ?? null})`;
    const result = await writeIfExists(people.personId, () =>
      runBatch(db, {
        allowed: assertExists(db, people, mayChange),
        ended:
          role === undefined
            ? []
            : [
                db
                  .delete(sessions)
                  .where(and(eq(sessions.accountId, accountId), eq(sessions.personId, personId), changesRole)),
                db
                  .update(invitations)
                  .set({ revokedAt: now })
                  .where(and(isPendingBy(accountId, personId), changesRole)),
              ],
        changed: db
          .update(people)
          .set({ ...(name === undefined ? {} : { name }), ...(role === undefined ? {} : { role }), updatedAt: now })
          .where(isPerson(accountId, personId))
          .returning(),
        audit: insertAuditEntry(db, audit),
      }),
    );
    return result?.changed[0] ?? null;
  },

  /**
   * Removes a person, who keeps only the name: sessions, passkeys, notifications and open invitations go in the same batch, and
   * nothing is assigned to them any more. Returns null, with nothing changed, if the person is not there or already removed, or
   * is the last owner.
   */
  async remove(accountId: string, personId: string, now: number, audit: AuditDraft): Promise<Person | null> {
    const mayRemove = and(
      isPerson(accountId, personId),
      isNull(people.removedAt),
      or(ne(people.role, 'owner'), leavesOwner(accountId, personId)),
    );
    const result = await writeIfExists(people.personId, () =>
      runBatch(db, {
        allowed: assertExists(db, people, mayRemove),
        sessions: db.delete(sessions).where(and(eq(sessions.accountId, accountId), eq(sessions.personId, personId))),
        passkeys: db.delete(passkeys).where(and(eq(passkeys.accountId, accountId), eq(passkeys.personId, personId))),
        alerts: db
          .delete(pushSubscriptions)
          .where(and(eq(pushSubscriptions.accountId, accountId), eq(pushSubscriptions.actor, personId))),
        invitations: db.update(invitations).set({ revokedAt: now }).where(isPendingBy(accountId, personId)),
        // No link leads back, and none keeps the e-mail.
        own: db
          .delete(invitations)
          .where(
            and(
              eq(invitations.accountId, accountId),
              or(
                eq(invitations.personId, personId),
                sql`${invitations.email} = (select ${people.email} from ${people} where ${isPerson(accountId, personId)})`,
              ),
            ),
          ),
        counted: countChange(db, [accountId]),
        assigned: db
          .update(conversations)
          .set({ assignee: null, seq: lastSeq(accountId) })
          .where(and(eq(conversations.accountId, accountId), eq(conversations.assignee, personId))),
        removed: db
          .update(people)
          .set({ email: null, removedAt: now, updatedAt: now })
          .where(isPerson(accountId, personId))
          .returning(),
        audit: insertAuditEntry(db, audit),
      }),
    );
    return result?.removed[0] ?? null;
  },
});

export type PeopleRepository = ReturnType<typeof peopleRepository>;
