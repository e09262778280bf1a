import type { Context } from 'hono';
import type { Account } from '../../db/accounts/accounts';
import type { Scope } from '../../domain/keys/scopes';
import type { AppEnv } from '../../http/request/app-env';
import { type StoredActor, storedActor } from '../../shared/access/actor';
import type { Role } from '../../shared/access/roles';
import type { Language } from '../../shared/text/language';
import { pathWithoutKey } from './path-without-key';

/** What the components of a page know about the signed-in account. */
export type View = {
  language: Language;
  account: Account;
  /** Whoever signed in, as an author or assignee is stored. */
  own: StoredActor;
  role: Role | null;
  /** Null if a key signed in. */
  personName: string | null;
  formToken: string;
  isMoving: boolean;
  /** Returns whether whoever signed in has this scope. */
  may(scope: Scope): boolean;
  /** The path of the page, for the language switch. */
  path: string;
  origin: string;
};

export function viewOf(c: Context<AppEnv>): View {
  const { account, actor, role, scopes } = c.get('caller');
  const { formToken, isMoving } = c.get('signedIn');
  const url = new URL(c.req.url);
  return {
    language: c.get('language'),
    account,
    own: storedActor(actor),
    role,
    personName: actor.type === 'person' ? actor.name : null,
    formToken,
    isMoving,
    may: (scope) => scopes.includes(scope) && !(isMoving && scope.endsWith(':write')),
    // The path of a POST has no page.
    path: c.req.method === 'GET' ? pathWithoutKey(url) : '/account/profile',
    origin: url.origin,
  };
}
