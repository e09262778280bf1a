import { and, desc, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import { type AuditDraft, insertAuditEntry } from '../accounts/audit';
import { accounts, invitations, people, sessions } from '../schema';
import { runBatch } from '../sql/batch';
import { assertExists, type Database, selectValues, writeIfExists } from '../sql/database';
import { type IdempotencyRecord, insertIdempotencyRecord } from '../sql/idempotency';
import { type PageParams, trimPage } from '../sql/page';
import { insertInvitationEvent } from './invitation-events';
import type { Person } from './people';
import { type Session, startSession } from './sessions';

export type Invitation = typeof invitations.$inferSelect;

export const invitationsRepository = (db: Database) => {
  const isInvitation = (accountId: string, invitationId: string) =>
    and(eq(invitations.accountId, accountId), eq(invitations.invitationId, invitationId));
  const hasToken = (accountId: string, hash: string) =>
    and(eq(invitations.accountId, accountId), eq(invitations.hash, hash));
  const isPending = and(isNull(invitations.acceptedAt), isNull(invitations.revokedAt));

  return {
    async insert(
      invitation: Invitation,
      audit: AuditDraft,
      idempotencyRecord: IdempotencyRecord | null,
    ): Promise<void> {
      await runBatch(db, {
        invitation: db.insert(invitations).values(invitation),
        idempotency: insertIdempotencyRecord(db, idempotencyRecord),
        audit: insertAuditEntry(db, audit),
        events: insertInvitationEvent(db, invitation),
      });
    },

    /** Returns a page of invitations, the newest first. */
    async list(accountId: string, { limit, after }: PageParams) {
      const rows = await db
        .select()
        .from(invitations)
        .where(and(eq(invitations.accountId, accountId), after ? lt(invitations.invitationId, after) : undefined))
        .orderBy(desc(invitations.invitationId))
        .limit(limit + 1);
      return trimPage(rows, limit);
    },

    async find(accountId: string, invitationId: string): Promise<Invitation | undefined> {
      return db.select().from(invitations).where(isInvitation(accountId, invitationId)).get();
    },

    /** Returns the invitation with this token and its account. */
    async findByHash(accountId: string, hash: string) {
      return db
        .select({ invitation: invitations, account: accounts })
        .from(invitations)
        .innerJoin(accounts, eq(accounts.accountId, invitations.accountId))
        .where(hasToken(accountId, hash))
        .get();
    },

    /** Revokes an invitation that nobody has accepted. Repeating it changes nothing. */
    async revoke(accountId: string, invitationId: string, now: number, audit: AuditDraft): Promise<void> {
      const isRevocable = and(isInvitation(accountId, invitationId), isPending);
      await runBatch(db, {
        audit: insertAuditEntry(db, audit, { where: sql`exists (select 1 from ${invitations} where ${isRevocable})` }),
        revoked: db.update(invitations).set({ revokedAt: now }).where(isRevocable),
      });
    },

    /**
     * Spends an invitation: adds its person, unless the account has one with this e-mail, and starts a session. Returns the person;
     * null, with nothing written, if the invitation is spent, revoked or expired.
     */
    async accept(
      { accountId, hash, now }: { accountId: string; hash: string; now: number },
      person: Person & { email: string },
      { session, replaces }: { session: Session; replaces: string | null },
      audits: { accepted: AuditDraft; joined: AuditDraft; started: AuditDraft },
    ): Promise<Person | null> {
      const isOpen = and(hasToken(accountId, hash), isPending, gt(invitations.expiresAt, now));
      const hasEmail = and(eq(people.accountId, accountId), eq(people.email, person.email));
      const isNew = sql`not exists (select 1 from ${people} where ${hasEmail})`;
      const column = (name: 'personId' | 'name') => sql`(select ${people[name]} from ${people} where ${hasEmail})`;
      const actor = { actorId: column('personId'), actorName: column('name') };
      const { personId, ...plain } = session;
      const start = startSession(db, session, replaces, audits.started);
      const result = await writeIfExists(invitations.invitationId, () =>
        runBatch(db, {
          open: assertExists(db, invitations, isOpen),
          joined: insertAuditEntry(db, audits.joined, { where: isNew }),
          person: db.insert(people).select(sql`select ${selectValues(people, person)} where ${isNew}`),
          accepted: insertAuditEntry(db, audits.accepted, actor),
          spent: db
            .update(invitations)
            .set({ acceptedAt: now, personId: column('personId') })
            .where(hasToken(accountId, hash)),
          ended: start.ended,
          session: db
            .insert(sessions)
            .select(sql`select ${selectValues(sessions, { ...plain, personId }, { personId: column('personId') })}`),
          started: insertAuditEntry(db, audits.started, actor),
          found: db.select().from(people).where(hasEmail),
        }),
      );
      return result?.found[0] ?? null;
    },
  };
};

export type InvitationsRepository = ReturnType<typeof invitationsRepository>;
