import type { Context } from 'hono';
import type { AppEnv } from '../../http/request/app-env';
import { safeNextPath } from '../view/next-path';
import { RECHECKED } from '../view/view';

/** Leads back to the page on which a check was asked for, which says what it found. */
export function redirectRechecked(c: Context<AppEnv>, works: boolean) {
  const { pathname, searchParams } = new URL(safeNextPath(c.get('form').get('next') ?? '/account/profile'), c.req.url);
  searchParams.delete('done');
  searchParams.set(RECHECKED, works ? 'works' : 'fails');
  return c.redirect(`${pathname}?${searchParams.toString()}`, 303);
}
