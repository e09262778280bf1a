import type { Context } from 'hono';
import type { Account } from '../../db/accounts';
import type { Scope } from '../../domain/keys/scopes';
import type { AppEnv } from '../../http/app-env';
import type { Language } from '../../shared/language';
import { pathWithoutKey } from './path-without-key';

/** What every part of a page needs to know of who looks at it. */
export type View = {
  language: Language;
  account: Account;
  formToken: string;
  isMoving: boolean;
  /** Whether the key of the session may do what needs this scope, now. */
  may(scope: Scope): boolean;
  /** Where the page is, so that the switch of the language leads back to it. */
  path: string;
  origin: string;
};

export function viewOf(c: Context<AppEnv>): View {
  const { account, scopes } = c.get('caller');
  const { formToken, isMoving } = c.get('signedIn');
  const url = new URL(c.req.url);
  return {
    language: c.get('language'),
    account,
    formToken,
    isMoving,
    may: (scope) => scopes.includes(scope) && !(isMoving && scope.endsWith(':write')),
    // What a form was sent to has no page of its own.
    path: c.req.method === 'GET' ? pathWithoutKey(url) : '/account/profile',
    origin: url.origin,
  };
}
