import type { AccountHome } from '../../db/directory';
import { forgetCredentials } from '../keys/authenticate';
import type { Deps } from '../ports';
import { forgetHome } from '../shards/home-of';
import { LEASE_MS, SETTLE_MS } from '../shards/move-times';

/** What one slice reads, writes or deletes at most. */
const MOST_ROWS = 2_000;
const MOST_UNITS = 1_000_000;

/** How far a move is after a slice; null where it is over, or nobody's turn yet. */
type After = AccountHome | null;

const advance = async (deps: Deps, move: AccountHome, set: Partial<AccountHome>): Promise<After> =>
  (await deps.directory.advance(move, { ...set, dueAt: deps.now() + LEASE_MS })) ?? null;

/** The next table of a stage, and null for the one past the last. */
const tableAfter = ({ accountRows: { tables } }: Deps, table: string): string | null =>
  tables[tables.indexOf(table) + 1] ?? null;

/** Deletes a slice of what a database holds of the account; says at which table it goes on. */
async function eraseSlice(deps: Deps, { accountId }: AccountHome, database: number, table: string) {
  const count = await deps.in(database).accountRows.erase(table, accountId, MOST_ROWS);
  return count === MOST_ROWS ? table : tableAfter(deps, table);
}

/** Whether the target holds all that the source does: there a sweep may have purged what was over meanwhile. */
async function isWhole(deps: Deps, { accountId, database, movingTo }: AccountHome): Promise<boolean> {
  const [source, target] = await Promise.all(
    [database, movingTo ?? 0].map((number) => deps.in(number).accountRows.count(accountId)),
  );
  return source?.every((count, i) => (target?.[i] ?? 0) >= count) ?? false;
}

async function arrive(deps: Deps, move: AccountHome): Promise<After> {
  const { accountId, database: from, movingTo: to, rowsCopied: rows } = move;
  if (!(await isWhole(deps, move))) {
    deps.log('move_not_whole', { account_id: accountId, from, to, rows });
    return advance(deps, move, { stage: 'clear', atTable: null, after: null, rowsCopied: 0 });
  }
  const arrived = await deps.directory.arrive(move, deps.now() + SETTLE_MS);
  forgetCredentials(accountId);
  forgetHome(accountId);
  if (arrived) deps.log('move_arrived', { account_id: accountId, from, to, rows });
  return null;
}

async function copySlice(deps: Deps, move: AccountHome, table: string): Promise<After> {
  const { accountId, database, movingTo, after } = move;
  const ask = { table, accountId, after, limit: MOST_ROWS, units: MOST_UNITS };
  const read = await deps.in(database).accountRows.read(ask);
  if (read.after !== null) {
    await deps.in(movingTo ?? 0).accountRows.write(table, read.rows);
    const rowsCopied = move.rowsCopied + read.rows.length;
    return advance(deps, move, { atTable: table, after: read.after, rowsCopied });
  }
  const next = tableAfter(deps, table);
  return next === null ? arrive(deps, move) : advance(deps, move, { atTable: next, after: null });
}

/**
 * Does one slice of a move that this caller holds; one that was done before and not noted is done again without harm. Gives
 * the move as it then is, null where nothing is to be done now.
 */
export async function moveSlice(deps: Deps, move: AccountHome): Promise<After> {
  const table = move.atTable ?? deps.accountRows.tables[0] ?? '';
  if (move.stage === 'copy') return copySlice(deps, move, table);
  if (move.stage === 'clear') {
    const next = await eraseSlice(deps, move, move.movingTo ?? 0, table);
    return advance(deps, move, { atTable: next, stage: next === null ? 'copy' : 'clear' });
  }
  const next = await eraseSlice(deps, move, move.leaving ?? 0, table);
  if (next !== null) return advance(deps, move, { atTable: next });
  await deps.directory.endMove(move);
  deps.log('move_done', { account_id: move.accountId, from: move.leaving, to: move.database });
  return null;
}
