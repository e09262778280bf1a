import { type Context, Hono } from 'hono';
import { signIn } from '../../../../domain/sessions/sign-in';
import { Failure } from '../../../../shared/failure';
import { unpaste } from '../../../../shared/unpaste';
import type { AppEnv } from '../../../env';
import { limitKey } from '../../../middleware/rate-limit';
import { answerPage } from '../layout/answer-page';
import { dropSessionCookie, readSessionCookie, setSessionCookie } from './cookie';
import { anyForm, ownForm } from './forms';
import { nextPage } from './next-page';
import { requireSession } from './require-session';
import { type Reason, SignInPage } from './sign-in-page';

const REASONS = new Map<string, Reason>([
  ['ended', 'ended'],
  ['unsent', 'unsent'],
  ['out', 'out'],
]);

const show = (c: Context<AppEnv>, reason: Reason, next: string) =>
  answerPage(
    c,
    <SignInPage language={c.get('language')} reason={reason} next={next} />,
    reason === 'wrong' ? 401 : reason === 'narrow' ? 403 : 200,
  );

export const sessionApp = new Hono<AppEnv>()
  .get('/sign-in', (c) => show(c, REASONS.get(c.req.query('reason') ?? '') ?? null, nextPage(c.req.query('next'))))

  .post('/sign-in', anyForm, async (c) => {
    const form = c.get('form');
    const next = nextPage(form.get('next'));
    try {
      const before = await readSessionCookie(c);
      const session = await signIn(c.get('deps'), unpaste(form.get('api_key') ?? ''), {
        replaces: before?.sessionId ?? null,
        count: (keyId) => limitKey(c, keyId),
      });
      await setSessionCookie(c, session);
    } catch (error) {
      if (error instanceof Failure && error.code === 'unauthorized') return show(c, 'wrong', next);
      if (error instanceof Failure && error.code === 'missing_scope') return show(c, 'narrow', next);
      throw error;
    }
    return c.redirect(next, 303);
  })

  // Also while the account is being moved: where its session was copied already, the browser at least forgets it.
  .post('/sign-out', requireSession, ownForm, async (c) => {
    await c.get('deps').sessions.delete(c.get('caller').account.accountId, c.get('signedIn').sessionId);
    dropSessionCookie(c);
    // What the browser keeps of our pages goes with the session.
    c.header('clear-site-data', '"cache"');
    return c.redirect('/account/profile/sign-in?reason=out', 303);
  });
