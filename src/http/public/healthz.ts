import { Hono } from 'hono';
import { databasesOf } from '../../composition/databases';
import { readSettings } from '../../composition/settings';
import type { AppEnv } from '../request/app-env';

/** Reports liveness; with `?deep=1` queries every D1 database too. Works without settings, and names the missing ones. */
export const healthz = new Hono<AppEnv>().get('/healthz', async (c) => {
  const check = readSettings(c.env);
  if (!check.ok) return c.json({ status: 'not_configured', missing: check.invalid }, 503, { 'retry-after': '60' });
  if (c.req.query('deep') !== '1') return c.json({ status: 'ok' });
  try {
    const databases = [...databasesOf(c.env).values()];
    await Promise.all(databases.map((database) => database.prepare('select 1 from accounts limit 1').first()));
    return c.json({ status: 'ok', d1: 'ok' });
  } catch {
    return c.json({ status: 'degraded', d1: 'unreachable' }, 503, { 'retry-after': '5' });
  }
});
