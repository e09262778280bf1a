import { Hono } from 'hono';
import { databasesOf, readSettings } from '../../env';
import type { AppEnv } from '../env';

/** Liveness; with `?deep=1` it also asks every D1. The one page that answers though a secret is missing, and names it. */
export const healthz = new Hono<AppEnv>().get('/healthz', async (c) => {
  const check = readSettings(c.env);
  if (!check.ok) return c.json({ status: 'not_configured', missing: check.invalid }, 503);
  if (c.req.query('deep') !== '1') return c.json({ status: 'ok' });
  try {
    const databases = [...databasesOf(c.env).values()];
    await Promise.all(databases.map((database) => database.prepare('select 1 from accounts limit 1').first()));
    return c.json({ status: 'ok', d1: 'ok' });
  } catch {
    return c.json({ status: 'degraded', d1: 'unreachable' }, 503);
  }
});
