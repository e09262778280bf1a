import { type Context, Hono } from 'hono';
import { readAccessIdentity, signInWithAccess } from '../../domain/access/sign-in-with-access';
import { authenticate } from '../../domain/keys/authenticate';
import { signIn } from '../../domain/sessions/sign-in';
import { signOut } from '../../domain/sessions/sign-out';
import { enforceRateLimit } from '../../http/middleware/rate-limit';
import type { AppEnv } from '../../http/request/app-env';
import { callOriginOf } from '../../http/request/call-origin';
import { AppError } from '../../shared/errors/app-error';
import { cleanPasted } from '../../shared/text/clean-pasted';
import { renderPage } from '../layout/render-page';
import { accessAssertion } from '../session/access-assertion';
import { readPublicForm, requireFormToken } from '../session/form-middleware';
import { requireSession } from '../session/require-session';
import { clearSessionCookie, readSessionCookie, setSessionCookie } from '../session/session-cookie';
import { SignInPage, type SignInReason } from '../session/sign-in-page';
import { safeNextPath } from '../view/next-path';

const REASONS_IN_URL = new Map<string, SignInReason>([
  ['ended', 'ended'],
  ['unsent', 'unsent'],
  ['out', 'out'],
]);

async function renderSignIn(c: Context<AppEnv>, reason: SignInReason, next: string) {
  const identity = await readAccessIdentity(c.get('deps'), accessAssertion(c));
  return renderPage(
    c,
    <SignInPage language={c.get('language')} reason={reason} next={next} identity={identity} />,
    reason === 'wrong' ? 401 : reason === 'narrow' ? 403 : 200,
  );
}

export const sessionRoutes = new Hono<AppEnv>()
  .get('/sign-in', (c) =>
    renderSignIn(c, REASONS_IN_URL.get(c.req.query('reason') ?? '') ?? null, safeNextPath(c.req.query('next'))),
  )

  .post('/sign-in', readPublicForm, async (c) => {
    const form = c.get('form');
    const next = safeNextPath(form.get('next'));
    try {
      const before = await readSessionCookie(c);
      const deps = c.get('deps');
      const authenticated = await authenticate(deps, cleanPasted(form.get('api_key') ?? ''));
      await enforceRateLimit(c, authenticated.caller.actor.id);
      const session = await signIn(deps, authenticated, {
        replaces: before?.sessionId ?? null,
        ...callOriginOf(c),
      });
      await setSessionCookie(c, session);
    } catch (error) {
      if (error instanceof AppError && error.code === 'unauthorized') return await renderSignIn(c, 'wrong', next);
      if (error instanceof AppError && error.code === 'missing_scope') return await renderSignIn(c, 'narrow', next);
      throw error;
    }
    return c.redirect(next, 303);
  })

  .post('/sign-in/access', readPublicForm, async (c) => {
    const form = c.get('form');
    const before = await readSessionCookie(c);
    const session = await signInWithAccess(
      c.get('deps'),
      { token: accessAssertion(c), accountId: form.get('account') ?? '' },
      { replaces: before?.sessionId ?? null, ...callOriginOf(c) },
    );
    await setSessionCookie(c, session);
    return c.redirect(safeNextPath(form.get('next')), 303);
  })

  // Allowed while the account is being moved: if the session was already copied, at least the browser forgets it.
  .post('/sign-out', requireSession, requireFormToken, async (c) => {
    await signOut(c.get('deps'), c.get('caller'), c.get('signedIn').sessionId);
    clearSessionCookie(c);
    // The browser deletes its cached pages with the session.
    c.header('clear-site-data', '"cache"');
    return c.redirect('/account/profile/sign-in?reason=out', 303);
  });
