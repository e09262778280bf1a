import { and, asc, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import type { Database } from './database';
import { type IdempotencyRecord, insertIdempotencyRecord } from './idempotency';
import { accountShards, accounts, apiKeys, keyShards } from './schema';

export type AccountShard = typeof accountShards.$inferSelect;

/** What a move has no more of once it is over. */
const NO_MOVE = {
  targetDatabase: null,
  sourceDatabase: null,
  movingSince: null,
  stage: null,
  currentTable: null,
  after: null,
  dueAt: null,
};

/** Where accounts live; in database 0. */
export const directoryRepository = (db: Database) => {
  /** The move as long as who does it holds it: what comes too late changes nothing. */
  const held = ({ accountId, dueAt }: AccountShard) =>
    and(eq(accountShards.accountId, accountId), eq(accountShards.dueAt, dueAt ?? 0));

  return {
    /** A key and its account as database 0 has them, and what the directory says of the account; in one statement. */
    async findKey(hash: string) {
      return db
        .select({ key: apiKeys, account: accounts, shard: accountShards })
        .from(sql`(select ${hash} as hash) k`)
        .leftJoin(apiKeys, sql`${apiKeys.hash} = k.hash`)
        .leftJoin(accounts, eq(accounts.accountId, apiKeys.accountId))
        .leftJoin(keyShards, sql`${keyShards.hash} = k.hash`)
        .leftJoin(
          accountShards,
          eq(accountShards.accountId, sql`coalesce(${keyShards.accountId}, ${apiKeys.accountId})`),
        )
        .get();
    },

    /** Those of the accounts that live elsewhere or are being moved. */
    async findShards(accountIds: string[]): Promise<AccountShard[]> {
      return db
        .select()
        .from(accountShards)
        .where(inArray(accountShards.accountId, sql`(select value from json_each(${JSON.stringify(accountIds)}))`));
    },

    /** Says that an account lives in another database, where it has been written with its first key. */
    async addAccount(
      { accountId, database, hash }: { accountId: string; database: number; hash: string },
      idempotencyRecord: IdempotencyRecord | null,
    ): Promise<void> {
      await db.batch([
        db.insert(accountShards).values({ accountId, database }),
        db.insert(keyShards).values({ hash, accountId }),
        ...insertIdempotencyRecord(db, idempotencyRecord),
      ]);
    },

    /** Says whose a key is, before it is written where the account lives: one that leads to no key does no harm. */
    async addKey(hash: string, accountId: string): Promise<void> {
      await db.insert(keyShards).values({ hash, accountId });
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
    }): Promise<AccountShard | undefined> {
      const move = { targetDatabase: to, movingSince: now, stage: 'clear' as const, rowsCopied: 0, dueAt };
      return db
        .insert(accountShards)
        .values({ accountId, database: from, ...move })
        .onConflictDoUpdate({
          target: accountShards.accountId,
          set: move,
          setWhere: and(isNull(accountShards.stage), eq(accountShards.database, from)),
        })
        .returning()
        .get();
    },

    /** Takes the move that has been due for longest, for as long as until `heldUntil`. */
    async claimDueMove(now: number, leaseUntil: number): Promise<AccountShard | undefined> {
      const longest = db
        .select({ accountId: accountShards.accountId })
        .from(accountShards)
        .where(lte(accountShards.dueAt, now))
        .orderBy(asc(accountShards.dueAt))
        .limit(1);
      return db
        .update(accountShards)
        .set({ dueAt: leaseUntil })
        .where(and(inArray(accountShards.accountId, longest), lte(accountShards.dueAt, now)))
        .returning()
        .get();
    },

    /** Notes how far a move has come; undefined where somebody else has it by now. */
    async saveProgress(move: AccountShard, set: Partial<AccountShard>): Promise<AccountShard | undefined> {
      return db.update(accountShards).set(set).where(held(move)).returning().get();
    },

    /**
     * Says that a moved account now lives in its target, and its keys with it. Its old rows may go from `dueAt` on; undefined
     * where somebody else has the move by now.
     */
    async completeMove(move: AccountShard, dueAt: number): Promise<AccountShard | undefined> {
      const { accountId, database, targetDatabase, movingSince } = move;
      const place = { database: targetDatabase ?? 0, sourceDatabase: database, stage: 'erase' as const };
      // Nothing happens to the keys either where somebody else has the move.
      const hasArrived = sql`exists (select 1 from account_homes
        where account_id = ${accountId} and stage = 'erase' and due_at = ${dueAt})`;
      const keys: BatchItem<'sqlite'>[] = [];
      if (database === 0) {
        const hashes = sql`select hash, account_id from api_keys where account_id = ${accountId} and ${hasArrived}`;
        keys.push(db.insert(keyShards).select(hashes).onConflictDoNothing());
      }
      if (targetDatabase === 0)
        keys.push(db.delete(keyShards).where(and(eq(keyShards.accountId, accountId), hasArrived)));
      const [arrived] = await db.batch([
        db
          .update(accountShards)
          .set({ ...NO_MOVE, ...place, movingSince, dueAt })
          .where(held(move))
          .returning(),
        ...keys,
      ]);
      return arrived[0];
    },

    /** Ends a move whose old rows are gone; an account in database 0 needs no row of the directory. */
    async endMove(move: AccountShard): Promise<void> {
      if (move.database === 0) await db.delete(accountShards).where(held(move));
      else await db.update(accountShards).set(NO_MOVE).where(held(move));
    },
  };
};

export type DirectoryRepository = ReturnType<typeof directoryRepository>;
