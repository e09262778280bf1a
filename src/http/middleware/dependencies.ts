import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { D1Meter } from '../../db/meter';
import { makeDeps } from '../../deps';
import { databasesOf, readSettings } from '../../env';
import { AppError } from '../../shared/app-error';
import type { AppEnv } from '../env';

const BOOKMARK_HEADER = 'x-d1-bookmark';
/** A bookmark says nothing of another database than its own, whose number it begins with unless that is 0. */
const BOOKMARK_PATTERN = /^(?:([1-9]\d{0,2})\.)?([\w-]{1,200})$/;
const READ_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** Where a session begins: at the bookmark that the caller sends; with that of another database at what is newest. */
function sessionConstraint(c: Context<AppEnv>, database: number): string {
  const [, of = '0', bookmark] = BOOKMARK_PATTERN.exec(c.req.header(BOOKMARK_HEADER) ?? '') ?? [];
  if (bookmark !== undefined) return Number(of) === database ? bookmark : 'first-primary';
  return READ_METHODS.includes(c.req.method) ? 'first-unconstrained' : 'first-primary';
}

/** A session that begins with the first statement: a webhook whose sender is known asks none. */
function lazySession(open: () => D1DatabaseSession): D1DatabaseSession {
  let session: D1DatabaseSession | undefined;
  const opened = () => (session ??= open());
  return {
    prepare: (query: string) => opened().prepare(query),
    batch: (statements: D1PreparedStatement[]) => opened().batch(statements),
    getBookmark: () => session?.getBookmark() ?? null,
  };
}

/** Makes the call's dependencies over a session of the database that its account lives in; `start` is where it begins. */
export function useDatabase(c: Context<AppEnv>, database: number, start = sessionConstraint(c, database)): void {
  const d1 = databasesOf(c.env).get(database);
  if (!d1) throw new Error(`the database ${database} is not bound`);
  const session = lazySession(() => d1.withSession(start));
  c.set('session', session);
  const ownHost = new URL(c.req.url).hostname;
  const more = { database, meter: c.get('meter'), traceId: c.get('traceId'), ownHost };
  c.set('deps', makeDeps(c.env, c.get('settings'), { d1: session, ...more }));
}

/**
 * Makes the call's dependencies over one D1 session: a read may come from the nearest replica unless the caller sends the
 * bookmark of what it must see at least; a write begins at the primary. The answer says the bookmark it has reached.
 */
export const dependencies = createMiddleware<AppEnv>(async (c, next) => {
  const check = readSettings(c.env);
  if (!check.ok) throw new AppError('not_configured', 'See /healthz');
  c.set('settings', check.settings);
  const meter: D1Meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  c.set('meter', meter);
  useDatabase(c, 0);
  await next();
  const bookmark = c.get('session').getBookmark();
  const { database } = c.get('deps');
  if (bookmark) c.res.headers.set(BOOKMARK_HEADER, database === 0 ? bookmark : `${database}.${bookmark}`);
});
