import { type Context, Hono } from 'hono';
import { acceptInvitation, readInvitation } from '../../domain/people/accept-invitation';
import type { AppEnv } from '../../http/request/app-env';
import { callOriginOf } from '../../http/request/call-origin';
import { isId } from '../../shared/crypto/ids';
import { AppError } from '../../shared/errors/app-error';
import { renderPage } from '../layout/render-page';
import { InvitationPage, type ShownInvitation } from '../people/invitation-page';
import { readPublicForm } from '../session/form-middleware';
import { readSessionCookie, setSessionCookie } from '../session/session-cookie';

const PATH = '/invitation/:account/:token';

/** Returns what a link names; null for a link that cannot be one. */
function linkOf(c: Context<AppEnv, typeof PATH>) {
  const { account: accountId, token } = c.req.param();
  return isId('acc', accountId) && /^[\w-]{22}$/.test(token) ? { accountId, token } : null;
}

const isEnded = (error: unknown) =>
  error instanceof AppError && (error.code === 'invitation_ended' || error.code === 'not_found');

async function renderInvitation(c: Context<AppEnv, typeof PATH>) {
  const link = linkOf(c);
  const shown: ShownInvitation = link
    ? await readInvitation(c.get('deps'), link).catch((error: unknown) => {
        if (isEnded(error)) return null;
        throw error;
      })
    : null;
  const page = <InvitationPage language={c.get('language')} path={c.req.path} shown={shown} />;
  return renderPage(c, page, shown === null ? 404 : shown.state === 'pending' ? 200 : 410);
}

/** The link of an invitation. Programs that open links in mails change nothing: only the form spends it. */
export const invitationRoutes = new Hono<AppEnv>()
  .get(PATH, renderInvitation)

  .post(PATH, readPublicForm, async (c) => {
    const link = linkOf(c);
    if (!link) return renderInvitation(c);
    try {
      const before = await readSessionCookie(c);
      const replaces = before?.accountId === link.accountId ? before.sessionId : null;
      const session = await acceptInvitation(c.get('deps'), link, { replaces, ...callOriginOf(c) });
      await setSessionCookie(c, session);
    } catch (error) {
      if (isEnded(error)) return renderInvitation(c);
      throw error;
    }
    return c.redirect('/account/profile/people/me?done=joined', 303);
  });
