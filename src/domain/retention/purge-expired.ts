import type { RetentionTask } from '../../db/retention/retention';
import { describeError } from '../../shared/errors/describe-error';
import type { Deps } from '../ports';
import { isInMaintenanceWindow, nextMaintenanceWindow } from './maintenance-window';
import { planPurgeSlice, SLICE_SIZE } from './plan-purge-slice';

const DAY_MS = 86_400_000;
/** How long the audit log and ended invitations are kept, whatever the account keeps of its customers. */
const AUDIT_RETENTION_MS = 366 * DAY_MS;
/** The lease of a sweep on an account. When it ends, another sweep may claim the account. */
const LEASE_MS = 300_000;
const MAX_SLICES = 10;
/** The most slices of one account before the sweep continues with the next account. */
const MAX_SLICES_PER_ACCOUNT = 5;
/** Added to the next purge of a finished account, so that unfinished accounts are claimed first. */
const FINISHED_DELAY_MS = 60_000;
/** For dead letters that belong to no account. */
const UNOWNED_RETENTION_MS = 30 * DAY_MS;

type ClaimedTask = RetentionTask & { leaseUntil: number };

/** Purges up to `maxSlices` slices of an account's expired rows; returns how many slices and rows. */
async function purgeAccount(
  deps: Pick<Deps, 'files' | 'log' | 'now' | 'retention'>,
  task: ClaimedTask,
  maxSlices: number,
): Promise<{ slices: number; rows: number }> {
  const { accountId, timeZone, leaseUntil } = task;
  const startedAt = deps.now();
  const before = startedAt - task.retentionDays * DAY_MS;
  const counts: Record<string, number> = {};
  let cursor = task.cursor ?? {};
  let slices = 0;
  while (slices < maxSlices) {
    slices += 1;
    const slice = planPurgeSlice(
      accountId,
      await deps.retention.loadCandidates({ accountId, before, cursor, limit: SLICE_SIZE }),
      cursor,
    );
    // Files first: if the rows were deleted first, a crash would leave orphaned files.
    await deps.files.delete(slice.files);
    const isDone = slice.cursor === null;
    const at = isDone
      ? nextMaintenanceWindow(startedAt, timeZone) + FINISHED_DELAY_MS
      : slices < maxSlices
        ? leaseUntil
        : deps.now();
    const auditBefore = startedAt - AUDIT_RETENTION_MS;
    const deleted = await deps.retention.purge({ accountId, before, auditBefore, leaseUntil }, slice.expired, {
      at,
      cursor: slice.cursor,
    });
    for (const [kind, count] of Object.entries(deleted)) counts[kind] = (counts[kind] ?? 0) + count;
    if (slice.cursor === null) break;
    cursor = slice.cursor;
  }
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (rows > 0) deps.log('purged', { account_id: accountId, slices, ...counts });
  return { slices, rows };
}

/**
 * Deletes rows older than their account's `retention_days`, in the maintenance window; returns how many. One call does
 * up to 10 slices of 100 rows of each kind and their linked rows. An account with more takes several sweeps or windows, in
 * turn with the others. An account that fails is tried again in five minutes and does not stop the others.
 */
export async function purgeExpired(deps: Pick<Deps, 'files' | 'log' | 'now' | 'retention'>): Promise<number> {
  let total = await deps.retention.purgeUnownedDeadLetters(deps.now() - UNOWNED_RETENTION_MS, SLICE_SIZE);
  for (let left = MAX_SLICES; left > 0; ) {
    const now = deps.now();
    const leaseUntil = now + LEASE_MS;
    const account = await deps.retention.claimDue(now, leaseUntil);
    if (!account) break;
    const task = { ...account, leaseUntil };
    const { accountId, timeZone } = account;
    try {
      if (isInMaintenanceWindow(now, timeZone)) {
        const { slices, rows } = await purgeAccount(deps, task, Math.min(MAX_SLICES_PER_ACCOUNT, left));
        left -= slices;
        total += rows;
      } else {
        await deps.retention.postpone({ accountId, leaseUntil, at: nextMaintenanceWindow(now, timeZone) });
        left -= 1;
      }
    } catch (error) {
      left -= 1;
      deps.log('purge_failed', { account_id: accountId, error: describeError(error) });
    }
  }
  return total;
}
