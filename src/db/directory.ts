import { and, asc, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import type { Database } from './database';
import { claimKey, type IdempotencyRow } from './idempotency';
import { accountHomes, accounts, apiKeys, keyHomes } from './schema';

export type AccountHome = typeof accountHomes.$inferSelect;

/** What a move has no more of once it is over. */
const AT_REST = { movingTo: null, leaving: null, since: null, stage: null, atTable: null, after: null, dueAt: null };

/** Where accounts live; in database 0. */
export const directoryRepository = (db: Database) => {
  /** The move as long as who does it holds it: what comes too late changes nothing. */
  const held = ({ accountId, dueAt }: AccountHome) =>
    and(eq(accountHomes.accountId, accountId), eq(accountHomes.dueAt, dueAt ?? 0));

  return {
    /** A key and its account as database 0 has them, and what the directory says of the account; in one statement. */
    async findKey(hash: string) {
      return db
        .select({ key: apiKeys, account: accounts, home: accountHomes })
        .from(sql`(select ${hash} as hash) k`)
        .leftJoin(apiKeys, sql`${apiKeys.hash} = k.hash`)
        .leftJoin(accounts, eq(accounts.accountId, apiKeys.accountId))
        .leftJoin(keyHomes, sql`${keyHomes.hash} = k.hash`)
        .leftJoin(accountHomes, eq(accountHomes.accountId, sql`coalesce(${keyHomes.accountId}, ${apiKeys.accountId})`))
        .get();
    },

    /** Those of the accounts that live elsewhere or are being moved. */
    async findHomes(accountIds: string[]): Promise<AccountHome[]> {
      return db
        .select()
        .from(accountHomes)
        .where(inArray(accountHomes.accountId, sql`(select value from json_each(${JSON.stringify(accountIds)}))`));
    },

    /** Says that an account lives in another database, where it has been written with its first key. */
    async add(
      { accountId, database, hash }: { accountId: string; database: number; hash: string },
      claim: IdempotencyRow | null,
    ): Promise<void> {
      await db.batch([
        db.insert(accountHomes).values({ accountId, database }),
        db.insert(keyHomes).values({ hash, accountId }),
        ...claimKey(db, claim),
      ]);
    },

    /** Says whose a key is, before it is written where the account lives: one that leads to no key does no harm. */
    async addKey(hash: string, accountId: string): Promise<void> {
      await db.insert(keyHomes).values({ hash, accountId });
    },

    /** Marks an account as moving; undefined where it is being moved already, or lives elsewhere than `from`. */
    async beginMove({
      accountId,
      from,
      to,
      now,
      dueAt,
    }: {
      accountId: string;
      from: number;
      to: number;
      now: number;
      dueAt: number;
    }): Promise<AccountHome | undefined> {
      const move = { movingTo: to, since: now, stage: 'clear' as const, rowsCopied: 0, dueAt };
      return db
        .insert(accountHomes)
        .values({ accountId, database: from, ...move })
        .onConflictDoUpdate({
          target: accountHomes.accountId,
          set: move,
          setWhere: and(isNull(accountHomes.stage), eq(accountHomes.database, from)),
        })
        .returning()
        .get();
    },

    /** Takes the move that has been due for longest, for as long as until `heldUntil`. */
    async takeMove(now: number, heldUntil: number): Promise<AccountHome | undefined> {
      const longest = db
        .select({ accountId: accountHomes.accountId })
        .from(accountHomes)
        .where(lte(accountHomes.dueAt, now))
        .orderBy(asc(accountHomes.dueAt))
        .limit(1);
      return db
        .update(accountHomes)
        .set({ dueAt: heldUntil })
        .where(and(inArray(accountHomes.accountId, longest), lte(accountHomes.dueAt, now)))
        .returning()
        .get();
    },

    /** Notes how far a move has come; undefined where somebody else has it by now. */
    async advance(move: AccountHome, set: Partial<AccountHome>): Promise<AccountHome | undefined> {
      return db.update(accountHomes).set(set).where(held(move)).returning().get();
    },

    /**
     * Says that a moved account now lives in its target, and its keys with it. Its old rows may go from `dueAt` on; undefined
     * where somebody else has the move by now.
     */
    async arrive(move: AccountHome, dueAt: number): Promise<AccountHome | undefined> {
      const { accountId, database, movingTo, since } = move;
      const place = { database: movingTo ?? 0, leaving: database, stage: 'erase' as const };
      // Nothing happens to the keys either where somebody else has the move.
      const hasArrived = sql`exists (select 1 from account_homes
        where account_id = ${accountId} and stage = 'erase' and due_at = ${dueAt})`;
      const keys: BatchItem<'sqlite'>[] = [];
      if (database === 0) {
        const hashes = sql`select hash, account_id from api_keys where account_id = ${accountId} and ${hasArrived}`;
        keys.push(db.insert(keyHomes).select(hashes).onConflictDoNothing());
      }
      if (movingTo === 0) keys.push(db.delete(keyHomes).where(and(eq(keyHomes.accountId, accountId), hasArrived)));
      const [arrived] = await db.batch([
        db
          .update(accountHomes)
          .set({ ...AT_REST, ...place, since, dueAt })
          .where(held(move))
          .returning(),
        ...keys,
      ]);
      return arrived[0];
    },

    /** Ends a move whose old rows are gone; an account in database 0 needs no row of the directory. */
    async endMove(move: AccountHome): Promise<void> {
      if (move.database === 0) await db.delete(accountHomes).where(held(move));
      else await db.update(accountHomes).set(AT_REST).where(held(move));
    },
  };
};

export type DirectoryRepository = ReturnType<typeof directoryRepository>;
