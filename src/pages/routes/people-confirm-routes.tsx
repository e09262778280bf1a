import { type Context, Hono } from 'hono';
import { requireScope } from '../../domain/keys/authenticate';
import { findInvitation } from '../../domain/people/invitations';
import { findPerson } from '../../domain/people/manage-people';
import type { AppEnv } from '../../http/request/app-env';
import { ConfirmPage } from '../confirm/confirm-page';
import { renderPage } from '../layout/render-page';
import { PEOPLE_PATH } from '../people/people-page';
import { peopleTexts } from '../people/people-texts';
import { requireSession } from '../session/require-session';
import { viewOf } from '../view/view';

/** Asks before an action on the page `back`; the form goes to the address of this page. */
function renderQuestion(
  c: Context<AppEnv>,
  { title, hint, submit, back }: { title: string; hint: string; submit: string; back: string },
) {
  const page = (
    <ConfirmPage view={viewOf(c)} navSection="people" title={title} action={c.req.path} submit={submit} back={back}>
      <p>{hint}</p>
    </ConfirmPage>
  );
  return renderPage(c, page);
}

const renderEndSession = (c: Context<AppEnv>, back: string) => {
  const { title, hint, submit } = peopleTexts[c.get('language')].confirm.endSession;
  return renderQuestion(c, { title, hint, submit, back });
};

/** The pages that ask before what people cannot take back. */
export const peopleConfirmRoutes = new Hono<AppEnv>()
  .get('/people/me/sessions/:session/end', requireSession, (c) => renderEndSession(c, `${PEOPLE_PATH}/me`))

  .get('/people/me/passkeys/:id/remove', requireSession, (c) => {
    const { title, hint, submit } = peopleTexts[c.get('language')].confirm.removePasskey;
    return renderQuestion(c, { title, hint, submit, back: `${PEOPLE_PATH}/me` });
  })

  .get('/people/invitations/:id/revoke', requireSession, async (c) => {
    requireScope(c.get('caller'), 'people:write');
    const { name } = await findInvitation(c.get('deps'), c.get('caller'), c.req.param('id'));
    const { title, hint, submit } = peopleTexts[c.get('language')].confirm.revoke;
    return renderQuestion(c, { title: title(name), hint, submit, back: PEOPLE_PATH });
  })

  .get('/people/:id/remove', requireSession, async (c) => {
    requireScope(c.get('caller'), 'people:write');
    const { name } = await findPerson(c.get('deps'), c.get('caller'), c.req.param('id'));
    const { title, hint, submit } = peopleTexts[c.get('language')].confirm.remove;
    return renderQuestion(c, { title: title(name), hint, submit, back: PEOPLE_PATH });
  })

  .get('/people/:id/sessions/:session/end', requireSession, (c) => {
    requireScope(c.get('caller'), 'people:write');
    return renderEndSession(c, `${PEOPLE_PATH}/${c.req.param('id')}`);
  });
