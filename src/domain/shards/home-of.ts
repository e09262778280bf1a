import type { AccountHome } from '../../db/directory';
import type { Deps } from '../ports';
import { TRUST_MS } from './move-times';

/** Where an account lives, and since when it is being moved from there. */
export type Home = { database: number; movingSince: number | null };

const MOST_HOMES = 10_000;
const FIRST: Home = { database: 0, movingSince: null };

const known = new Map<string, { home: Home; until: number }>();

/** Drops what this isolate knows of where an account lives, after a change to it. */
export const forgetHome = (accountId: string): void => void known.delete(accountId);

/** What the directory's row means; who has none lives in database 0. */
export const homeIn = (row: AccountHome | null | undefined): Home =>
  row ? { database: row.database, movingSince: row.movingTo === null ? null : row.since } : FIRST;

/**
 * Where accounts live. What this isolate has read in the last 30 s it does not ask again, and nothing where there is one
 * database only.
 */
export async function homesOf(
  deps: Pick<Deps, 'databases' | 'directory' | 'now'>,
  accountIds: Iterable<string>,
): Promise<Map<string, Home>> {
  const wanted = [...new Set(accountIds)];
  if (deps.databases.length === 1) return new Map(wanted.map((accountId) => [accountId, FIRST]));
  const now = deps.now();
  const homes = new Map<string, Home>();
  for (const accountId of wanted) {
    const warm = known.get(accountId);
    if (warm && warm.until > now) homes.set(accountId, warm.home);
    else known.delete(accountId);
  }
  const unknown = wanted.filter((accountId) => !homes.has(accountId));
  if (unknown.length === 0) return homes;
  const rows = new Map((await deps.directory.findHomes(unknown)).map((row) => [row.accountId, row]));
  for (const accountId of unknown) {
    const home = homeIn(rows.get(accountId));
    homes.set(accountId, home);
    const oldest = known.size >= MOST_HOMES ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    known.set(accountId, { home, until: now + TRUST_MS });
  }
  return homes;
}
