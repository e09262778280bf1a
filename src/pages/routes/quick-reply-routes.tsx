import { type Context, Hono } from 'hono';
import { addQuickReply, deleteQuickReply, NewQuickReply } from '../../domain/conversations/quick-replies';
import { requireScope } from '../../domain/keys/authenticate';
import type { AppEnv } from '../../http/request/app-env';
import { AppError } from '../../shared/errors/app-error';
import { ConfirmPage } from '../confirm/confirm-page';
import { QuickRepliesPage } from '../conversations/quick-replies/quick-replies-page';
import { quickReplyTexts } from '../conversations/quick-replies/quick-reply-texts';
import type { FormErrors } from '../forms/form-errors';
import { formErrorsFrom } from '../forms/form-errors-from';
import { parseForm } from '../forms/parse-form';
import { renderPage } from '../layout/render-page';
import { authorizeForm } from '../session/form-middleware';
import { authorizeSession } from '../session/require-session';
import { viewOf } from '../view/view';

const PATH = '/account/profile/conversations/quick-replies';

async function renderQuickReplies(c: Context<AppEnv>, formErrors: FormErrors | null) {
  const rows = await authorizeSession(c, (deps, session) => deps.conversationPages.quickReplies(session));
  requireScope(c.get('caller'), 'users:read');
  const page = (
    <QuickRepliesPage
      view={{ ...viewOf(c), path: PATH }}
      replies={rows.quickReplies}
      formErrors={formErrors}
      done={c.req.query('done')}
    />
  );
  return renderPage(c, page, formErrors === null ? 200 : 422);
}

/** The texts that people insert into their answers. */
export const quickReplyRoutes = new Hono<AppEnv>()
  .get('/conversations/quick-replies', (c) => renderQuickReplies(c, null))

  .post('/conversations/quick-replies', ...authorizeForm('messages:write'), async (c) => {
    const form = c.get('form');
    try {
      const reply = parseForm(NewQuickReply, { title: form.get('title'), text: form.get('text') });
      await addQuickReply(c.get('deps'), c.get('caller'), reply);
    } catch (error) {
      return renderQuickReplies(c, formErrorsFrom(error, 'quick-reply', form));
    }
    return c.redirect(`${PATH}?done=added`, 303);
  })

  .get('/conversations/quick-replies/:id/delete', async (c) => {
    const rows = await authorizeSession(c, (deps, session) => deps.conversationPages.quickReplies(session));
    requireScope(c.get('caller'), 'messages:write');
    const reply = rows.quickReplies.find(({ replyId }) => replyId === c.req.param('id'));
    if (!reply) throw new AppError('not_found', 'There is no such quick reply');
    const t = quickReplyTexts[c.get('language')];
    const page = (
      <ConfirmPage
        view={viewOf(c)}
        navSection="conversations"
        title={t.deleteTitle(reply.title)}
        action={c.req.path}
        submit={t.delete}
        back={PATH}
      >
        <p>{t.deleteHint}</p>
      </ConfirmPage>
    );
    return renderPage(c, page);
  })

  .post('/conversations/quick-replies/:id/delete', ...authorizeForm('messages:write'), async (c) => {
    await deleteQuickReply(c.get('deps'), c.get('caller'), c.req.param('id'));
    return c.redirect(`${PATH}?done=deleted`, 303);
  });
