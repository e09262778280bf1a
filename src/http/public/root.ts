import { Hono } from 'hono';
import type { AppEnv } from '../app-env';

/** Leads a browser from the bare host to the merchant's page; any other client gets the answer to a path that is not there. */
export const root = new Hono<AppEnv>().get('/', async (c, next) => {
  if (!(c.req.header('accept') ?? '').includes('text/html')) return next();
  c.header('vary', 'accept');
  return c.redirect('/account/profile/home', 302);
});
