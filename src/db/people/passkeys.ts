import { and, asc, eq, lt, sql } from 'drizzle-orm';
import { type AuditDraft, insertAuditEntry } from '../accounts/audit';
import { accounts, passkeys, people, spentChallenges } from '../schema';
import { runBatch } from '../sql/batch';
import { assertExists, type Database, writeUnlessConflicts } from '../sql/database';
import { type Session, startSession } from './sessions';

export type Passkey = typeof passkeys.$inferSelect;
export type SpentChallenge = typeof spentChallenges.$inferSelect;

export const passkeysRepository = (db: Database) => {
  const ofPerson = (accountId: string, personId: string) =>
    and(eq(passkeys.accountId, accountId), eq(passkeys.personId, personId));

  /** A challenge that was answered before makes the whole batch fail. */
  const spend = (challenge: SpentChallenge, now: number) => ({
    expired: db
      .delete(spentChallenges)
      .where(and(eq(spentChallenges.accountId, challenge.accountId), lt(spentChallenges.expiresAt, now))),
    spent: db.insert(spentChallenges).values(challenge),
  });

  /** Whether the person of the passkey is not removed. */
  const hasPerson = sql`exists (select 1 from ${people} where ${people.personId} = ${passkeys.personId}
    and ${people.accountId} = ${passkeys.accountId} and ${people.removedAt} is null)`;

  return {
    /** Returns the passkeys of a person, in the order in which they were added. */
    async listOfPerson(accountId: string, personId: string): Promise<Passkey[]> {
      return db.select().from(passkeys).where(ofPerson(accountId, personId)).orderBy(asc(passkeys.passkeyId));
    },

    /** Returns the passkey with this credential id and its person, even if removed. */
    async findByCredential(accountId: string, credentialId: string) {
      return db
        .select({ passkey: passkeys, person: people, account: accounts })
        .from(passkeys)
        .innerJoin(people, and(eq(people.accountId, passkeys.accountId), eq(people.personId, passkeys.personId)))
        .innerJoin(accounts, eq(accounts.accountId, passkeys.accountId))
        .where(and(eq(passkeys.accountId, accountId), eq(passkeys.credentialId, credentialId)))
        .get();
    },

    /** Adds a passkey and spends its challenge; false, with nothing written, if either exists already or the person is removed. */
    async insert(passkey: Passkey, challenge: SpentChallenge, audit: AuditDraft): Promise<boolean> {
      const { accountId, personId, createdAt } = passkey;
      const isHere = sql`${people.accountId} = ${accountId} and ${people.personId} = ${personId} and ${people.removedAt} is null`;
      const written = await writeUnlessConflicts(
        [
          [passkeys.accountId, passkeys.credentialId],
          [spentChallenges.accountId, spentChallenges.challenge],
        ],
        people.personId,
        () =>
          runBatch(db, {
            here: assertExists(db, people, isHere),
            ...spend(challenge, createdAt),
            passkey: db.insert(passkeys).values(passkey),
            audit: insertAuditEntry(db, audit),
          }),
      );
      return written !== null;
    },

    /**
     * Starts a session by a passkey, spends its challenge and saves its counter. False, with nothing written, if the challenge is
     * spent, the passkey or its person is gone, or the counter has not grown: then another authenticator may have a copy.
     */
    async signIn(
      passkey: Pick<Passkey, 'accountId' | 'passkeyId' | 'personId'>,
      { challenge, signCount, now }: { challenge: SpentChallenge; signCount: number; now: number },
      { session, replaces }: { session: Session; replaces: string | null },
      audit: AuditDraft,
    ): Promise<boolean> {
      const { accountId, passkeyId, personId } = passkey;
      const isIt = and(ofPerson(accountId, personId), eq(passkeys.passkeyId, passkeyId));
      const counts = signCount === 0 ? eq(passkeys.signCount, 0) : lt(passkeys.signCount, signCount);
      const written = await writeUnlessConflicts(
        [[spentChallenges.accountId, spentChallenges.challenge]],
        passkeys.passkeyId,
        () =>
          runBatch(db, {
            works: assertExists(db, passkeys, and(isIt, counts, hasPerson)),
            ...spend(challenge, now),
            used: db.update(passkeys).set({ signCount, lastUsedAt: now }).where(isIt),
            seen: db
              .update(people)
              .set({ lastSeenAt: now })
              .where(and(eq(people.accountId, accountId), eq(people.personId, personId))),
            session: startSession(db, session, replaces, audit),
          }),
      );
      return written !== null;
    },

    /** Deletes a passkey of a person; false if there is none. */
    async delete(
      accountId: string,
      { personId, passkeyId }: { personId: string; passkeyId: string },
      audit: AuditDraft,
    ): Promise<boolean> {
      const isIt = and(ofPerson(accountId, personId), eq(passkeys.passkeyId, passkeyId));
      const { deleted } = await runBatch(db, {
        audit: insertAuditEntry(db, audit, { where: sql`exists (select 1 from ${passkeys} where ${isIt})` }),
        deleted: db.delete(passkeys).where(isIt).returning({ passkeyId: passkeys.passkeyId }),
      });
      return deleted.length > 0;
    },
  };
};

export type PasskeysRepository = ReturnType<typeof passkeysRepository>;
