import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { boundDatabase } from '../../composition/databases';
import { makeDeps } from '../../composition/make-deps';
import { readSettings } from '../../composition/settings';
import type { D1Meter } from '../../db/sql/meter';
import { AppError } from '../../shared/errors/app-error';
import { boundedCache } from '../../shared/lazy/bounded-cache';
import type { AppEnv } from '../request/app-env';

const BOOKMARK_HEADER = 'x-d1-bookmark';
/** A bookmark is valid for one database only. The number of the database precedes it, unless that is 0. */
const BOOKMARK_PATTERN = /^(?:([1-9]\d{0,2})\.)?([\w-]{1,200})$/;
const READ_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** Returns the caller's bookmark, or the constraint for a session without one. */
function sessionConstraint(c: Context<AppEnv>, database: number): string {
  const [, number = '0', bookmark] = BOOKMARK_PATTERN.exec(c.req.header(BOOKMARK_HEADER) ?? '') ?? [];
  if (bookmark !== undefined) return Number(number) === database ? bookmark : 'first-primary';
  return READ_METHODS.includes(c.req.method) ? 'first-unconstrained' : 'first-primary';
}

/** Opens the session at its first statement: many webhooks need no statement. */
function lazySession(open: () => D1DatabaseSession): D1DatabaseSession {
  let session: D1DatabaseSession | undefined;
  const opened = () => (session ??= open());
  return {
    prepare: (query: string) => opened().prepare(query),
    batch: (statements: D1PreparedStatement[]) => opened().batch(statements),
    getBookmark: () => session?.getBookmark() ?? null,
  };
}

const MAX_HOSTS = 100;
const hostsByOrigin = boundedCache<string, string>(MAX_HOSTS);

/** Returns the host name of a URL. A deployment is called by few names, and parsing one for each call costs time. */
function hostOf(url: string): string {
  const pathAt = url.indexOf('/', url.indexOf('//') + 2);
  const origin = pathAt < 0 ? url : url.slice(0, pathAt);
  return hostsByOrigin.getOrCreate(origin, () => new URL(origin).hostname);
}

/** Sets the dependencies of the request to a session of this database, which starts at `constraint`. */
export function useDatabase(c: Context<AppEnv>, database: number, constraint?: string): void {
  const d1 = boundDatabase(c.env, database);
  const session = lazySession(() => d1.withSession(constraint ?? sessionConstraint(c, database)));
  c.set('session', session);
  const options = {
    d1: session,
    database,
    meter: c.get('meter'),
    traceId: c.get('traceId'),
    ownHost: hostOf(c.req.url),
  };
  c.set('deps', makeDeps(c.env, c.get('settings'), options));
}

/**
 * Creates the dependencies of the request, with one D1 session. A read uses the nearest replica, unless the caller sends
 * a bookmark; a write starts at the primary. The response has the bookmark that the session has reached.
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
  // A poll without news says nothing that a later call must see.
  if (bookmark && c.res.status !== 304)
    c.res.headers.set(BOOKMARK_HEADER, database === 0 ? bookmark : `${database}.${bookmark}`);
});
