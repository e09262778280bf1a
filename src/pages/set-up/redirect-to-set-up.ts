import type { Context } from 'hono';
import type { AppEnv } from '../../http/request/app-env';
import type { SetUpDoneCode } from './set-up-texts';

/** Leads from a form back to the connections, at the element with this id, with what was done. */
export const redirectToSetUp = (c: Context<AppEnv>, done: SetUpDoneCode, id: string) =>
  c.redirect(`/account/profile?done=${done}#${id}`, 303);
