import { createMiddleware } from 'hono/factory';
import type { Meter } from '../../db/meter';
import { makeDeps } from '../../deps';
import { readSettings } from '../../env';
import { Failure } from '../../shared/failure';
import type { AppEnv } from '../env';

const BOOKMARK = 'x-d1-bookmark';
const READS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Makes the call's dependencies over one D1 session: a read may come from the nearest replica unless the caller sends the
 * bookmark of what it must see at least; a write begins at the primary. The answer says the bookmark it has reached.
 */
export const dependencies = createMiddleware<AppEnv>(async (c, next) => {
  const check = readSettings(c.env);
  if (!check.ok) throw new Failure('not_configured', 'See /healthz');
  const asked = c.req.header(BOOKMARK);
  const start = READS.includes(c.req.method) ? 'first-unconstrained' : 'first-primary';
  const session = c.env.DB.withSession(asked && /^[\w-]{1,200}$/.test(asked) ? asked : start);
  c.set('settings', check.settings);
  c.set('session', session);
  const ownHost = new URL(c.req.url).hostname;
  const meter: Meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  c.set('meter', meter);
  c.set('deps', makeDeps(c.env, check.settings, { d1: session, meter, traceId: c.get('traceId'), ownHost }));
  await next();
  const bookmark = session.getBookmark();
  if (bookmark) c.res.headers.set(BOOKMARK, bookmark);
});
