import type { OverviewRows } from '../../db/overview';
import type { Deps } from '../ports';
import { REPLY_TIME_BOUNDS } from './replies-by-time';

const HOUR = 3_600_000;
/** What changes of the clock can move midnight by, in a zone that changes it twice within the period, and more. */
const CLOCK_MS = 3 * HOUR;

/**
 * Reads a session and what its account's last days come to, whatever the account's zone, which is not known yet. `now` is
 * epoch ms.
 */
export function loadOverview(
  deps: Pick<Deps, 'overview'>,
  session: { accountId: string; sessionId: string },
  { now, days }: { now: number; days: number },
): Promise<OverviewRows> {
  const latest = now - (days - 1) * 24 * HOUR + CLOCK_MS;
  const earliest = now - days * 24 * HOUR - CLOCK_MS;
  return deps.overview.load(session, { earliest, latest }, REPLY_TIME_BOUNDS);
}
