import { and, asc, eq, exists, inArray, isNull, lte, sql } from 'drizzle-orm';
import { accountShards, accounts, apiKeys, keyShards } from '../schema';
import { runBatch } from '../sql/batch';
import { type Database, jsonList } from '../sql/database';
import { type IdempotencyRecord, insertIdempotencyRecord } from '../sql/idempotency';

export type AccountShard = typeof accountShards.$inferSelect;

/** The columns of an account that is not being moved. */
const NO_MOVE = {
  targetDatabase: null,
  sourceDatabase: null,
  movingSince: null,
  stage: null,
  currentTable: null,
  after: null,
  dueAt: null,
};

/** The directory of shards: which database holds an account. It lies in database 0. */
export const directoryRepository = (db: Database) => {
  /** The condition that the caller still has the lease of a move: each lease has its own `dueAt`. */
  const isLeased = ({ accountId, dueAt }: AccountShard) =>
    and(eq(accountShards.accountId, accountId), eq(accountShards.dueAt, dueAt ?? 0));

  return {
    /** Returns a key and its account if they are in database 0, and the account's shard; one statement. */
    async findKey(hash: string) {
      return db
        .select({ key: apiKeys, account: accounts, shard: accountShards })
        .from(sql`(select ${hash} as hash) k`)
        .leftJoin(apiKeys, eq(apiKeys.hash, sql`k.hash`))
        .leftJoin(accounts, eq(accounts.accountId, apiKeys.accountId))
        .leftJoin(keyShards, eq(keyShards.hash, sql`k.hash`))
        .leftJoin(
          accountShards,
          eq(accountShards.accountId, sql`coalesce(${keyShards.accountId}, ${apiKeys.accountId})`),
        )
        .get();
    },

    /** Returns the shards of those accounts that live outside database 0 or are being moved. */
    async findShards(accountIds: string[]): Promise<AccountShard[]> {
      return db
        .select()
        .from(accountShards)
        .where(inArray(accountShards.accountId, jsonList(accountIds)));
    },

    /** Adds an account that has been written, with its first key, to another database. */
    async addAccount(
      { accountId, database, hash }: { accountId: string; database: number; hash: string },
      idempotencyRecord: IdempotencyRecord | null,
    ): Promise<void> {
      await runBatch(db, {
        account: db.insert(accountShards).values({ accountId, database }),
        key: db.insert(keyShards).values({ hash, accountId }),
        idempotency: insertIdempotencyRecord(db, idempotencyRecord),
      });
    },

    /** Adds the hash of a key before the key is written to the account's database; a hash without a key does no harm. */
    async addKey(hash: string, accountId: string): Promise<void> {
      await db.insert(keyShards).values({ hash, accountId });
    },

    /** Marks an account as moving; undefined if it is being moved already, or does not live in `from`. */
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

    /** Claims the move that has been due longest, with a lease until `leaseUntil`. */
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

    /** Saves the progress of a move; undefined if the lease is lost. */
    async saveProgress(move: AccountShard, set: Partial<AccountShard>): Promise<AccountShard | undefined> {
      return db.update(accountShards).set(set).where(isLeased(move)).returning().get();
    },

    /**
     * Makes the target the database of a moved account and its keys. The old rows may be erased from `dueAt` on. Undefined,
     * with nothing changed, if the lease is lost.
     */
    async completeMove(move: AccountShard, dueAt: number): Promise<AccountShard | undefined> {
      const { accountId, database, targetDatabase, movingSince } = move;
      const place = { database: targetDatabase ?? 0, sourceDatabase: database, stage: 'erase' as const };
      const hasArrived = exists(
        db
          .select({ accountId: accountShards.accountId })
          .from(accountShards)
          .where(
            and(
              eq(accountShards.accountId, accountId),
              eq(accountShards.stage, 'erase'),
              eq(accountShards.dueAt, dueAt),
            ),
          ),
      );
      const hashes = sql`select ${apiKeys.hash}, ${apiKeys.accountId} from ${apiKeys}
        where ${apiKeys.accountId} = ${accountId} and ${hasArrived}`;
      const { arrived } = await runBatch(db, {
        arrived: db
          .update(accountShards)
          .set({ ...NO_MOVE, ...place, movingSince, dueAt })
          .where(isLeased(move))
          .returning(),
        addedKeys: database === 0 ? [db.insert(keyShards).select(hashes).onConflictDoNothing()] : [],
        removedKeys:
          targetDatabase === 0 ? [db.delete(keyShards).where(and(eq(keyShards.accountId, accountId), hasArrived))] : [],
      });
      return arrived[0];
    },

    /** Ends a move whose old rows are erased; an account in database 0 needs no row in the directory. */
    async endMove(move: AccountShard): Promise<void> {
      if (move.database === 0) await db.delete(accountShards).where(isLeased(move));
      else await db.update(accountShards).set(NO_MOVE).where(isLeased(move));
    },
  };
};

export type DirectoryRepository = ReturnType<typeof directoryRepository>;
