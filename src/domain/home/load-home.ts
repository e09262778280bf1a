import type { HomeRows } from '../../db/pages/home';
import type { HomeFilter } from '../../db/pages/home-tiles';
import type { Deps } from '../ports';
import type { SessionRef } from '../sessions/load-session';

const DAY_MS = 86_400_000;
/** The days of the numbers on the home page; they are compared with as many days before. */
export const HOME_DAYS = 30;
/** What failed or was asked earlier is not in the lists that the home page leads to. */
export const LIST_DAYS = HOME_DAYS;
/** How long before its end a hold needs a person. */
const HOLD_NOTICE_MS = 4 * DAY_MS;

/** Reads a session, what needs a person, what is set up, and the numbers of the last 30 days and of the 30 before. */
export const loadHome = (
  deps: Pick<Deps, 'home'>,
  session: SessionRef,
  { now, filter }: { now: number; filter: HomeFilter },
): Promise<HomeRows> =>
  deps.home.load(session, {
    failedSince: now - LIST_DAYS * DAY_MS,
    deadline: now + HOLD_NOTICE_MS,
    filter,
    periods: { since: now - HOME_DAYS * DAY_MS, before: now - 2 * HOME_DAYS * DAY_MS },
  });
