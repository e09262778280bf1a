import type { AccountShard } from '../../db/directory';
import type { Deps } from '../ports';
import { MOVE_LEASE_MS } from '../shards/move-times';
import { moveSlice } from './move-slice';

/** Some five statements each, of the 1,000 that an invocation has. */
const MAX_SLICES = 100;

/**
 * Goes on with the moves that are due, 100 slices at a time; gives how many it did. It can die anywhere: what it held is
 * free again after two minutes, and goes on at the slice where it was.
 */
export async function advanceAccountMoves(deps: Deps): Promise<number> {
  if (deps.databases.length === 1) return 0;
  let move: AccountShard | null = null;
  for (let slices = 0; slices < MAX_SLICES; slices += 1) {
    const now = deps.now();
    move ??= (await deps.directory.claimDueMove(now, now + MOVE_LEASE_MS)) ?? null;
    if (move === null) return slices;
    move = await moveSlice(deps, move);
  }
  if (move) await deps.directory.saveProgress(move, { dueAt: deps.now() });
  return MAX_SLICES;
}
