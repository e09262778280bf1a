import type { RetentionTurn } from '../../db/retention';
import { describeError } from '../../shared/describe-error';
import type { Deps } from '../ports';
import { isNight, nextNight } from './night';
import { planSlice, SLICE } from './plan-slice';

const DAY_MS = 86_400_000;
/** So long an account is one sweep's; one that dies is followed by another after that. */
const LEASE_MS = 300_000;
/** A sweep does so many slices, and so many of one account before the next account has its turn. */
const MOST_SLICES = 10;
const SLICES_A_TURN = 5;
/** Who was not done in a night comes before the others in the next one. */
const AFTER_THE_LEFT_MS = 60_000;
/** What nobody's account says how long to keep. */
const NOBODYS_MS = 30 * DAY_MS;

type Turn = RetentionTurn & { heldUntil: number };

/** Forgets up to `most` slices of what an account keeps too long; says how many slices and rows that were. */
async function takeTurn(deps: Deps, turn: Turn, most: number): Promise<{ slices: number; rows: number }> {
  const { accountId, timeZone, heldUntil } = turn;
  const began = deps.now();
  const before = began - turn.retentionDays * DAY_MS;
  const counts: Record<string, number> = {};
  let cursor = turn.cursor ?? {};
  let slices = 0;
  while (slices < most) {
    slices += 1;
    const slice = planSlice(accountId, await deps.retention.look({ accountId, before, cursor, limit: SLICE }), cursor);
    // Files first: were they last and the call died in between, nothing would be left that names them.
    await deps.files.delete(slice.files);
    const isDone = slice.cursor === null;
    const at = isDone ? nextNight(began, timeZone) + AFTER_THE_LEFT_MS : slices < most ? heldUntil : deps.now();
    const gone = await deps.retention.forget({ accountId, before, heldUntil }, slice.old, { at, cursor: slice.cursor });
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
export async function retain(deps: Deps): Promise<number> {
  let total = await deps.retention.forgetLettersOfNobody(deps.now() - NOBODYS_MS, SLICE);
  for (let left = MOST_SLICES; left > 0; ) {
    const now = deps.now();
    const heldUntil = now + LEASE_MS;
    const account = await deps.retention.take(now, heldUntil);
    if (!account) break;
    const turn = { ...account, heldUntil };
    const { accountId, timeZone } = account;
    try {
      if (isNight(now, timeZone)) {
        const { slices, rows } = await takeTurn(deps, turn, Math.min(SLICES_A_TURN, left));
        left -= slices;
        total += rows;
      } else {
        await deps.retention.putOff({ accountId, heldUntil, at: nextNight(now, timeZone) });
        left -= 1;
      }
    } catch (error) {
      left -= 1;
      deps.log('not_forgotten', { account_id: accountId, error: describeError(error) });
    }
  }
  return total;
}
