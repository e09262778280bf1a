import type { Context } from 'hono';
import { deleteCookie, getCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import type { Session } from '../../db/people/sessions';
import { SESSION_MS } from '../../domain/sessions/sign-in';
import type { AppEnv } from '../../http/request/app-env';

const NAME = 'aisac';
/** `__Host-`: a browser accepts the cookie only from this host over TLS; no subdomain can replace it. */
const PREFIX = 'host';
const ATTRIBUTES = { path: '/', httpOnly: true, secure: true, sameSite: 'Strict', prefix: PREFIX } as const;
const VALUE = /^([0-9a-f]{32})\.(acc_[0-9a-z]{26})$/;

/** Derived from the encryption key: a key has one purpose. */
const signingKey = (key: string): string => `session:${key}`;

/** Returns whether the browser sent a session cookie, valid or not. */
export const hasSessionCookie = (c: Context<AppEnv>): boolean => getCookie(c, NAME, PREFIX) !== undefined;

/** Returns the session id of the cookie; null without a validly signed cookie. */
export async function readSessionCookie(c: Context<AppEnv>): Promise<{ sessionId: string; accountId: string } | null> {
  const { SECRETS_KEY, SECRETS_KEY_PREVIOUS } = c.get('settings');
  for (const key of [SECRETS_KEY, SECRETS_KEY_PREVIOUS]) {
    const value = key === undefined ? undefined : await getSignedCookie(c, signingKey(key), NAME, PREFIX);
    const [, sessionId, accountId] = VALUE.exec(value || '') ?? [];
    if (sessionId !== undefined && accountId !== undefined) return { sessionId, accountId };
  }
  return null;
}

export async function setSessionCookie(c: Context<AppEnv>, { sessionId, accountId }: Session): Promise<void> {
  const key = signingKey(c.get('settings').SECRETS_KEY);
  const attributes = { ...ATTRIBUTES, maxAge: SESSION_MS / 1_000 };
  await setSignedCookie(c, NAME, `${sessionId}.${accountId}`, key, attributes);
}

export const clearSessionCookie = (c: Context<AppEnv>): void => void deleteCookie(c, NAME, ATTRIBUTES);
