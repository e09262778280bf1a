import type { AccountShard } from '../../db/accounts/directory';
import type { Deps } from '../ports';
import { MOVE_LEASE_MS } from '../shards/move-times';
import { moveSlice } from './move-slice';

/** About five statements each; an invocation has 1,000. */
const MAX_SLICES = 100;

/**
 * Continues the account moves that are due, by up to 100 slices; returns how many slices it did. When it is interrupted, the
 * move's lease expires after two minutes and the move continues from its last slice.
 */
export async function advanceAccountMoves(
  deps: Pick<Deps, 'accountRows' | 'databases' | 'directory' | 'forShard' | 'log' | 'now'>,
): Promise<number> {
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
