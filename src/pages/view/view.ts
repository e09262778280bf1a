import type { Context } from 'hono';
import type { Account } from '../../db/accounts/accounts';
import type { Trouble } from '../../db/people/troubles';
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
  /** What does not work in the account. */
  troubles: Trouble[];
  /** What the check of a trouble has just found; null if there was none. */
  rechecked: 'works' | 'fails' | null;
  /** Returns whether whoever signed in has this scope. */
  may(scope: Scope): boolean;
  /** The path of the page, for the language switch. */
  path: string;
  origin: string;
};

/** The parameter that the check of a trouble leads back with. */
export const RECHECKED = 'rechecked';

export function viewOf(c: Context<AppEnv>): View {
  const { account, actor, role, scopes } = c.get('caller');
  const { formToken, isMoving, troubles } = c.get('signedIn');
  const url = new URL(c.req.url);
  const rechecked = url.searchParams.get(RECHECKED);
  return {
    language: c.get('language'),
    account,
    own: storedActor(actor),
    role,
    personName: actor.type === 'person' ? actor.name : null,
    formToken,
    isMoving,
    troubles,
    rechecked: rechecked === 'works' || rechecked === 'fails' ? rechecked : null,
    may: (scope) => scopes.includes(scope) && !(isMoving && scope.endsWith(':write')),
    // The path of a POST has no page.
    path: c.req.method === 'GET' ? pathWithoutKey(url) : '/account/profile',
    origin: url.origin,
  };
}
