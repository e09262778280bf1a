import { type Context, Hono } from 'hono';
import { AddNote, addNote } from '../../domain/conversations/add-note';
import { changeConversation } from '../../domain/conversations/change-conversation';
import { loadConversationList } from '../../domain/conversations/load-conversation-pages';
import { findConversation } from '../../domain/conversations/read-conversations';
import { announceTyping, showTypingFromPage } from '../../domain/conversations/send/announce-typing';
import { requireScope } from '../../domain/keys/authenticate';
import type { AppEnv } from '../../http/request/app-env';
import { conversationPageQuery, cursorAfter } from '../../http/request/pagination';
import { storedActor } from '../../shared/access/actor';
import { AppError } from '../../shared/errors/app-error';
import { seenOf } from '../conversations/chat/seen-of';
import type { ConversationDoneCode } from '../conversations/conversation-texts';
import { InboxPage } from '../conversations/inbox/inbox-page';
import { readListQuery } from '../conversations/list/list-query';
import { readChange } from '../conversations/read-change';
import { parseForm } from '../forms/parse-form';
import { newsTag } from '../layout/news-tag';
import { renderPage } from '../layout/render-page';
import { authorizeForm } from '../session/form-middleware';
import { authorizeSession } from '../session/require-session';
import { viewOf } from '../view/view';
import { alertRoutes } from './alert-routes';
import { attachmentRoutes } from './attachment-routes';
import { conversationMessageRoutes } from './conversation-message-routes';
import { redirectToConversation, renderConversation, vapidKeyOf } from './conversation-page';
import { optedOutRoutes } from './opted-out-routes';
import { quickReplyRoutes } from './quick-reply-routes';

const formListQuery = (c: Context<AppEnv>) => readListQuery((name) => c.get('form').get(name));

/** The conversations of the account, and what a person does in them. */
export const conversationRoutes = new Hono<AppEnv>()
  .route('/', quickReplyRoutes)
  .route('/', optedOutRoutes)
  .route('/', alertRoutes)

  .get('/conversations', async (c) => {
    const query = readListQuery((name) => c.req.query(name));
    const cursor = c.req.query('cursor') ?? null;
    const after = cursor === null ? null : conversationPageQuery.cursor.safeParse(cursor);
    const rows = await authorizeSession(c, (deps, session) =>
      loadConversationList(deps, session, { ...query, after: after?.data ?? null }),
    );
    requireScope(c.get('caller'), 'users:read');
    const last = rows.listed.more ? rows.listed.rows.at(-1) : undefined;
    const nextCursor = last ? cursorAfter(`${last.position}/${last.conversationId}`) : null;
    const page = (
      <InboxPage
        view={viewOf(c)}
        query={query}
        cursor={after?.success ? cursor : null}
        now={c.get('deps').now()}
        rows={rows}
        nextCursor={nextCursor}
        vapidKey={vapidKeyOf(c)}
      />
    );
    return renderPage(c, page);
  })

  // Polled by every open page. Without news it reads one row beside those of the session.
  .get('/conversations/news', async (c) => {
    const { seq } = await authorizeSession(c, (deps, session) => deps.conversationPages.lastChange(session));
    requireScope(c.get('caller'), 'users:read');
    const tag = newsTag(seq);
    c.header('etag', tag);
    if (c.req.header('if-none-match') === tag) return c.body(null, 304);
    const waiting = await c.get('deps').conversations.countWaiting(c.get('caller').account.accountId, 100);
    return c.json({ waiting });
  })

  .get('/conversations/:id', (c) =>
    renderConversation(c, c.req.param('id'), { query: readListQuery((name) => c.req.query(name)), draft: null }),
  )
  .route('/', conversationMessageRoutes)
  .route('/', attachmentRoutes)

  // Called by the script of the page while somebody writes.
  .post('/conversations/:id/typing', ...authorizeForm('messages:write'), async (c) => {
    const [deps, caller, id] = [c.get('deps'), c.get('caller'), c.req.param('id')];
    await announceTyping(deps, caller, id);
    c.executionCtx.waitUntil(showTypingFromPage(deps, caller, id));
    return c.body(null, 204);
  })

  .post('/conversations/:id/notes', ...authorizeForm('messages:write'), async (c) => {
    const conversationId = c.req.param('id');
    const { text } = parseForm(AddNote, { text: c.get('form').get('text') });
    await addNote(c.get('deps'), c.get('caller'), { conversationId, text }, async () => null);
    return redirectToConversation(c, conversationId, { query: formListQuery(c), done: 'noted' });
  })

  .post('/conversations/:id/change', ...authorizeForm('messages:write'), async (c) =>
    changed(c, c.req.param('id'), 'changed', () =>
      readChange(c.get('form'), {
        own: storedActor(c.get('caller').actor),
        timeZone: c.get('caller').account.timeZone,
        now: c.get('deps').now(),
      }),
    ),
  )

  .post('/conversations/:id/resume', ...authorizeForm('messages:write'), async (c) =>
    changed(c, c.req.param('id'), 'resumed', () => ({ state: 'done', resume: c.get('form').get('resume') ?? '' })),
  );

/** Changes a conversation unless it is no longer as the person saw it. */
async function changed(
  c: Context<AppEnv>,
  conversationId: string,
  done: ConversationDoneCode,
  read: () => Parameters<typeof changeConversation>[2]['input'],
) {
  const form = c.get('form');
  const [deps, caller] = [c.get('deps'), c.get('caller')];
  const to = (code: ConversationDoneCode) =>
    redirectToConversation(c, conversationId, { query: formListQuery(c), done: code });
  const { conversation } = await findConversation(deps, caller, conversationId);
  const seen = form.get('seen');
  if (seen !== null && seen !== seenOf(conversation)) return to('late');
  try {
    await changeConversation(deps, caller, { conversationId, input: { ...read(), if_seq: conversation.seq } });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'conversation_changed') return to('late');
    if (error.code === 'request_not_waiting') return to('not_waiting');
    if (error.code === 'validation_failed' && done === 'resumed') return to('unknown_step');
    throw error;
  }
  return to(done);
}
