import type { AccountShard } from '../../db/accounts/directory';
import { invalidateCredentials } from '../keys/authenticate';
import type { Deps } from '../ports';
import { invalidateShard } from '../shards/find-shards';
import { DIRECTORY_PROPAGATION_MS, MOVE_LEASE_MS } from '../shards/move-times';

/** Bounds of what one slice reads, writes or deletes. */
const MAX_ROWS = 2_000;
const MAX_CHARACTERS = 1_000_000;

/** The move after a slice; null when it is complete, not due yet, or claimed by another sweep. */
type MoveProgress = AccountShard | null;

const advance = async (
  deps: Pick<Deps, 'directory' | 'now'>,
  move: AccountShard,
  set: Partial<AccountShard>,
): Promise<MoveProgress> =>
  (await deps.directory.saveProgress(move, { ...set, dueAt: deps.now() + MOVE_LEASE_MS })) ?? null;

/** Returns the next table of a stage, null after the last one. */
const tableAfter = ({ accountRows: { tables } }: Pick<Deps, 'accountRows'>, table: string): string | null =>
  tables[tables.indexOf(table) + 1] ?? null;

/** Deletes a slice of the account's rows from a database; returns the table of the next slice, null after the last one. */
async function eraseSlice(
  deps: Pick<Deps, 'accountRows' | 'forShard'>,
  { accountId }: AccountShard,
  database: number,
  table: string,
) {
  const count = await deps.forShard(database).accountRows.delete(table, accountId, MAX_ROWS);
  return count === MAX_ROWS ? table : tableAfter(deps, table);
}

/** Whether the target has all rows of the source. It may have more: a sweep may have purged the source meanwhile. */
async function isCopyComplete(
  deps: Pick<Deps, 'forShard'>,
  { accountId, database, targetDatabase }: AccountShard,
): Promise<boolean> {
  const [source, target] = await Promise.all(
    [database, targetDatabase ?? 0].map((number) => deps.forShard(number).accountRows.count(accountId)),
  );
  return source?.every((count, i) => (target?.[i] ?? 0) >= count) ?? false;
}

async function switchShard(
  deps: Pick<Deps, 'directory' | 'forShard' | 'log' | 'now'>,
  move: AccountShard,
): Promise<MoveProgress> {
  const { accountId, database: from, targetDatabase: to, rowsCopied: rows } = move;
  if (!(await isCopyComplete(deps, move))) {
    deps.log('move_not_whole', { account_id: accountId, from, to, rows });
    return advance(deps, move, { stage: 'clear', currentTable: null, after: null, rowsCopied: 0 });
  }
  const arrived = await deps.directory.completeMove(move, deps.now() + DIRECTORY_PROPAGATION_MS);
  invalidateCredentials(accountId);
  invalidateShard(accountId);
  if (arrived) deps.log('move_arrived', { account_id: accountId, from, to, rows });
  return null;
}

async function copySlice(
  deps: Pick<Deps, 'accountRows' | 'directory' | 'forShard' | 'log' | 'now'>,
  move: AccountShard,
  table: string,
): Promise<MoveProgress> {
  const { accountId, database, targetDatabase, after } = move;
  const slice = { table, accountId, after, limit: MAX_ROWS, maxCharacters: MAX_CHARACTERS };
  const read = await deps.forShard(database).accountRows.read(slice);
  if (read.after !== null) {
    await deps.forShard(targetDatabase ?? 0).accountRows.write(table, read.rows);
    const rowsCopied = move.rowsCopied + read.rows.length;
    return advance(deps, move, { currentTable: table, after: read.after, rowsCopied });
  }
  const next = tableAfter(deps, table);
  return next === null ? switchShard(deps, move) : advance(deps, move, { currentTable: next, after: null });
}

/**
 * Runs the next slice of a move that the caller has claimed; idempotent. Returns the updated move, or null
 * if there is nothing to do now.
 */
export async function moveSlice(
  deps: Pick<Deps, 'accountRows' | 'directory' | 'forShard' | 'log' | 'now'>,
  move: AccountShard,
): Promise<MoveProgress> {
  const table = move.currentTable ?? deps.accountRows.tables[0] ?? '';
  if (move.stage === 'copy') return copySlice(deps, move, table);
  if (move.stage === 'clear') {
    const next = await eraseSlice(deps, move, move.targetDatabase ?? 0, table);
    return advance(deps, move, { currentTable: next, stage: next === null ? 'copy' : 'clear' });
  }
  const next = await eraseSlice(deps, move, move.sourceDatabase ?? 0, table);
  if (next !== null) return advance(deps, move, { currentTable: next });
  await deps.directory.endMove(move);
  deps.log('move_done', { account_id: move.accountId, from: move.sourceDatabase, to: move.database });
  return null;
}
