import { Hono } from 'hono';
import { AppError } from '../../shared/errors/app-error';
import type { AppEnv } from '../request/app-env';

/** Leads a browser from the bare host to the merchant's page; any other client gets the answer to a path that is not there. */
export const root = new Hono<AppEnv>().get('/', (c) => {
  if (!(c.req.header('accept') ?? '').includes('text/html')) throw new AppError('not_found');
  c.header('vary', 'accept');
  return c.redirect('/account/profile/home', 302);
});
