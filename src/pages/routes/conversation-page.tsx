import type { Context } from 'hono';
import { loadConversation } from '../../domain/conversations/load-conversation-pages';
import { showOpened } from '../../domain/conversations/send/mark-read';
import { requireScope } from '../../domain/keys/authenticate';
import type { AppEnv } from '../../http/request/app-env';
import { streamPageQuery } from '../../http/request/pagination';
import { AppError } from '../../shared/errors/app-error';
import type { UnsentDraft } from '../conversations/composer/composer';
import type { ConversationDoneCode } from '../conversations/conversation-texts';
import { ConversationPage } from '../conversations/inbox/inbox-page';
import { conversationPath, type ListQuery } from '../conversations/list/list-query';
import { renderPage } from '../layout/render-page';
import { authorizeSession } from '../session/require-session';
import { viewOf } from '../view/view';

/** The header by which the script of the page asks for what has changed. */
const RENEWS = 'aisac-renews';

/** The page to return to after a form. */
export const redirectToConversation = (
  c: Context<AppEnv>,
  conversationId: string,
  { query, done }: { query: ListQuery; done: ConversationDoneCode },
) => c.redirect(`${conversationPath(conversationId, query)}&done=${done}`, 303);

/** Returns the key by which browsers subscribe to notifications; null if the deployment has none. */
export const vapidKeyOf = (c: Context<AppEnv>): string | null =>
  c.get('deps').webPush === null ? null : (c.get('settings').VAPID_PUBLIC_KEY ?? null);

/**
 * Renders a conversation; opening it marks its messages as read, and shows the customer that they are. The page's script, which
 * renews what is open, shows the customer nothing. `draft` is a message that was not sent.
 */
export async function renderConversation(
  c: Context<AppEnv>,
  conversationId: string,
  { query, draft }: { query: ListQuery; draft: UnsentDraft | null },
) {
  const before = c.req.method === 'GET' ? (c.req.query('before') ?? null) : null;
  const after = before === null ? null : streamPageQuery.cursor.safeParse(before);
  const rows = await authorizeSession(c, (deps, session) =>
    loadConversation(deps, session, { conversationId, ...query, before: after?.data ?? null }),
  );
  requireScope(c.get('caller'), 'users:read');
  if (!rows.found || after?.success === false) throw new AppError('not_found', 'There is no such conversation');
  const view = viewOf(c);
  const deps = c.get('deps');
  const isPrefetched = (c.req.header('sec-purpose') ?? '').includes('prefetch');
  if (rows.found.unread > 0 && view.may('messages:write') && !isPrefetched) {
    await deps.conversations.markRead(view.account.accountId, conversationId);
    if (c.req.method === 'GET' && c.req.header(RENEWS) === undefined)
      c.executionCtx.waitUntil(showOpened(deps, rows.found));
  }
  const page = (
    <ConversationPage
      view={c.req.method === 'GET' ? view : { ...view, path: conversationPath(conversationId, query) }}
      query={query}
      now={deps.now()}
      rows={rows}
      conversation={rows.found}
      before={before}
      draft={draft}
      done={c.req.query('done')}
      vapidKey={vapidKeyOf(c)}
    />
  );
  return renderPage(c, page, draft === null ? 200 : 422);
}
