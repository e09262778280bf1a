import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { requireScope } from '../../domain/keys/authenticate';
import type { Scope } from '../../domain/keys/scopes';
import { rejectMovingAccount } from '../../http/middleware/reject-moving-account';
import type { AppEnv } from '../../http/request/app-env';
import { readBody } from '../../http/request/read-body';
import { secretsMatch } from '../../shared/crypto/hmac';
import { AppError } from '../../shared/errors/app-error';
import { requireSession } from './require-session';

/** The limit of JSON bodies. */
const MAX_FORM_BYTES = 262_144;

/** NUL, and the replacement character of invalid UTF-8. */
// oxlint-disable-next-line no-control-regex
const INVALID_TEXT = /[\0\ufffd]/;

/**
 * Returns whether a browser sent the form from another site. A client without these headers is not a browser and has no session
 * cookie.
 */
export function isCrossSite(c: Context<AppEnv>): boolean {
  const origin = c.req.header('origin');
  const site = c.req.header('sec-fetch-site');
  return (
    (origin !== undefined && origin !== new URL(c.req.url).origin) ||
    (site !== undefined && site !== 'same-origin' && site !== 'none')
  );
}

async function readForm(c: Context<AppEnv>): Promise<URLSearchParams> {
  if (isCrossSite(c)) throw new AppError('form_refused');
  const read = await readBody(c.req.raw, MAX_FORM_BYTES);
  if (!read.ok) throw new AppError('body_too_large', `A form may have ${MAX_FORM_BYTES} bytes`);
  const type = c.req.header('content-type') ?? '';
  // A form without fields needs no content type.
  if (read.bytes.length > 0 && !/^application\/x-www-form-urlencoded\s*(;.*)?$/i.test(type))
    throw new AppError('form_unreadable', 'A form comes as application/x-www-form-urlencoded');
  const form = new URLSearchParams(new TextDecoder().decode(read.bytes));
  // As in JSON bodies, invalid text is refused before it is used.
  for (const [name, value] of form) if (INVALID_TEXT.test(name + value)) throw new AppError('form_unreadable');
  return form;
}

/** Reads a form that needs no session. */
export const readPublicForm = createMiddleware<AppEnv>(async (c, next) => {
  c.set('form', await readForm(c));
  await next();
});

/** Reads a form with the session's CSRF token. Fails with form_refused. */
export const requireFormToken = createMiddleware<AppEnv>(async (c, next) => {
  const form = await readForm(c);
  if (!(await secretsMatch(form.get('form_token') ?? '', c.get('signedIn').formToken)))
    throw new AppError('form_refused');
  c.set('form', form);
  await next();
});

/** Authorizes a form by the scope of the session's key. */
export const authorizeForm = (scope: Scope) =>
  [
    requireSession,
    requireFormToken,
    createMiddleware<AppEnv>(async (c, next) => {
      requireScope(c.get('caller'), scope);
      if (c.get('signedIn').isMoving) rejectMovingAccount();
      await next();
    }),
  ] as const;
