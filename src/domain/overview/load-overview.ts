import type { OverviewRows } from '../../db/pages/overview';
import type { Deps } from '../ports';
import { REPLY_TIME_BOUNDS } from './replies-by-time';

const HOUR_MS = 3_600_000;
/** More than clock changes can shift midnight, also in a zone with two changes within the period. */
const CLOCK_CHANGE_MS = 3 * HOUR_MS;

/** Reads a session and the rows of its account's overview; the period fits any time zone, as the account's is not known yet. */
export function loadOverview(
  deps: Pick<Deps, 'overview'>,
  session: { accountId: string; sessionId: string },
  { now, days }: { now: number; days: number },
): Promise<OverviewRows> {
  const latest = now - (days - 1) * 24 * HOUR_MS + CLOCK_CHANGE_MS;
  const earliest = now - days * 24 * HOUR_MS - CLOCK_CHANGE_MS;
  return deps.overview.load(session, { earliest, latest }, REPLY_TIME_BOUNDS);
}
