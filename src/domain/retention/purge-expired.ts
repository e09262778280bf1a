import type { RetentionTask } from '../../db/retention';
import { describeError } from '../../shared/describe-error';
import type { Deps } from '../ports';
import { isInMaintenanceWindow, nextMaintenanceWindow } from './maintenance-window';
import { planPurgeSlice, SLICE_SIZE } from './plan-purge-slice';

const DAY_MS = 86_400_000;
/** So long an account is one sweep's; one that dies is followed by another after that. */
const LEASE_MS = 300_000;
/** A sweep does so many slices, and so many of one account before the next account has its turn. */
const MAX_SLICES = 10;
const SLICES_PER_TURN = 5;
/** Who was not done in a night comes before the others in the next one. */
const UNFINISHED_FIRST_MS = 60_000;
/** What nobody's account says how long to keep. */
const UNOWNED_RETENTION_MS = 30 * DAY_MS;

type LeasedTurn = RetentionTask & { leaseUntil: number };

/** Forgets up to `most` slices of what an account keeps too long; says how many slices and rows that were. */
async function purgeAccount(
  deps: Deps,
  turn: LeasedTurn,
  maxSlices: number,
): Promise<{ slices: number; rows: number }> {
  const { accountId, timeZone, leaseUntil } = turn;
  const began = deps.now();
  const before = began - turn.retentionDays * DAY_MS;
  const counts: Record<string, number> = {};
  let cursor = turn.cursor ?? {};
  let slices = 0;
  while (slices < maxSlices) {
    slices += 1;
    const slice = planPurgeSlice(
      accountId,
      await deps.retention.loadCandidates({ accountId, before, cursor, limit: SLICE_SIZE }),
      cursor,
    );
    // Files first: were they last and the call died in between, nothing would be left that names them.
    await deps.files.delete(slice.files);
    const isDone = slice.cursor === null;
    const at = isDone
      ? nextMaintenanceWindow(began, timeZone) + UNFINISHED_FIRST_MS
      : slices < maxSlices
        ? leaseUntil
        : deps.now();
    const gone = await deps.retention.purge({ accountId, before, leaseUntil }, slice.expired, {
      at,
      cursor: slice.cursor,
    });
    for (const [kind, count] of Object.entries(gone)) counts[kind] = (counts[kind] ?? 0) + count;
    if (slice.cursor === null) break;
    cursor = slice.cursor;
  }
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (rows > 0) deps.log('forgotten', { account_id: accountId, slices, ...counts });
  return { slices, rows };
}

/**
 * Forgets, by night, what accounts have kept for longer than their `retention_days`, the account first whose turn it is; an
 * account with much takes several sweeps, in turn with the others, or several nights. At most 10 slices of 100 rows of each
 * kind with what is linked to them. An account that fails is tried again in five minutes and keeps no other from its turn.
 * Gives how many rows went.
 */
export async function purgeExpired(deps: Deps): Promise<number> {
  let total = await deps.retention.purgeUnownedDeadLetters(deps.now() - UNOWNED_RETENTION_MS, SLICE_SIZE);
  for (let left = MAX_SLICES; left > 0; ) {
    const now = deps.now();
    const leaseUntil = now + LEASE_MS;
    const account = await deps.retention.claimDue(now, leaseUntil);
    if (!account) break;
    const turn = { ...account, leaseUntil };
    const { accountId, timeZone } = account;
    try {
      if (isInMaintenanceWindow(now, timeZone)) {
        const { slices, rows } = await purgeAccount(deps, turn, Math.min(SLICES_PER_TURN, left));
        left -= slices;
        total += rows;
      } else {
        await deps.retention.postpone({ accountId, leaseUntil, at: nextMaintenanceWindow(now, timeZone) });
        left -= 1;
      }
    } catch (error) {
      left -= 1;
      deps.log('not_forgotten', { account_id: accountId, error: describeError(error) });
    }
  }
  return total;
}
