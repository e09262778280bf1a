import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { MOVE_STAGES } from '../../shared/flows/statuses';
import { json } from './json-column';

/*
 * The directory of shards, in database 0 only. An account without a row lives in database 0 and is not being moved.
 */
export const accountShards = sqliteTable(
  'account_homes',
  {
    accountId: text('account_id').primaryKey(),
    database: integer('database').notNull(),
    /** The target of a move in progress, during which writes to the account are rejected. */
    targetDatabase: integer('moving_to'),
    /** The previous database, while it still holds the account's old rows. */
    sourceDatabase: integer('leaving'),
    movingSince: integer('since'),
    stage: text('stage', { enum: MOVE_STAGES }),
    /** The table that the stage is at, and the key of its last copied row. */
    currentTable: text('at_table'),
    after: json<unknown[]>('after'),
    rowsCopied: integer('rows_copied').notNull().default(0),
    /** When the next slice is due. A sweep sets it to the end of its lease before it starts a slice. */
    dueAt: integer('due_at'),
  },
  (t) => [index('account_homes_due').on(t.dueAt).where(sql`${t.dueAt} is not null`)],
);

/** The API keys of accounts that do not live in database 0, so that database 0 can find the account of a key. */
export const keyShards = sqliteTable(
  'key_homes',
  {
    /** The same hash as in `api_keys`. */
    hash: text('hash').primaryKey(),
    accountId: text('account_id').notNull(),
  },
  (t) => [index('key_homes_account').on(t.accountId)],
);
