import { type Context, Hono } from 'hono';
import { requireScope } from '../../domain/keys/authenticate';
import { retryPush } from '../../domain/pushes/retry-pushes';
import { cancelRequest } from '../../domain/requests/cancel-request';
import { loadRequestStory, searchRequests } from '../../domain/requests/load-request-pages';
import { PatchRequest, patchRequest } from '../../domain/requests/patch-request';
import type { AppEnv } from '../../http/request/app-env';
import { AppError, type ErrorCode } from '../../shared/errors/app-error';
import { parseForm } from '../forms/parse-form';
import { renderPage } from '../layout/render-page';
import type { RequestDoneCode } from '../requests/request-texts';
import { SearchPage } from '../requests/search/search-page';
import { readSearchQuery } from '../requests/search/search-query';
import { CancelPage } from '../requests/story/cancel-page';
import { StoryPage } from '../requests/story/story-page';
import { authorizeForm } from '../session/form-middleware';
import { authorizeSession } from '../session/require-session';
import { safeNextPath } from '../view/next-path';
import { viewOf } from '../view/view';

/** The page to return to after a form. */
const redirectToRequest = (c: Context<AppEnv>, requestId: string, done: RequestDoneCode) =>
  c.redirect(`/account/profile/requests/${encodeURIComponent(requestId)}?done=${done}`, 303);

/** Runs an action that may come too late: `late` maps its expected errors to codes; any other error is rethrown. */
async function doneUnlessConflict(
  does: () => Promise<RequestDoneCode>,
  late: Partial<Record<ErrorCode, RequestDoneCode>>,
): Promise<RequestDoneCode> {
  try {
    return await does();
  } catch (error) {
    const done = error instanceof AppError ? late[error.code] : undefined;
    if (done === undefined) throw error;
    return done;
  }
}

/** The search of requests and their stories. */
export const requestRoutes = new Hono<AppEnv>()
  .get('/requests', async (c) => {
    const query = readSearchQuery(c);
    const rows = await authorizeSession(c, (deps, session) => searchRequests(deps, session, query));
    requireScope(c.get('caller'), 'requests:read');
    const page = <SearchPage view={viewOf(c)} query={query} rows={rows} now={c.get('deps').now()} />;
    return renderPage(c, page, query.filter === null ? 422 : 200);
  })

  .get('/requests/:id', async (c) => {
    const rows = await authorizeSession(c, (deps, session) => loadRequestStory(deps, session, c.req.param('id')));
    requireScope(c.get('caller'), 'requests:read');
    if (!rows.found) throw new AppError('not_found', 'There is no such request');
    const view = viewOf(c);
    return renderPage(c, <StoryPage view={view} request={rows.found} rows={rows} done={c.req.query('done')} />);
  })

  .get('/requests/:id/cancel', async (c) => {
    const rows = await authorizeSession(c, (deps, session) => loadRequestStory(deps, session, c.req.param('id')));
    requireScope(c.get('caller'), 'requests:write');
    if (!rows.found) throw new AppError('not_found', 'There is no such request');
    return renderPage(c, <CancelPage view={viewOf(c)} request={rows.found} order={rows.order} />);
  })

  .post('/requests/:id/cancel', ...authorizeForm('requests:write'), async (c) => {
    const { requestId, status } = await cancelRequest(c.get('deps'), c.get('caller'), c.req.param('id'));
    return redirectToRequest(c, requestId, status === 'cancelled' ? 'cancelled' : 'ended_already');
  })

  .post('/requests/:id/resume', ...authorizeForm('requests:write'), async (c) => {
    const requestId = c.req.param('id');
    const resume = async (): Promise<RequestDoneCode> => {
      const patch = parseForm(PatchRequest.required({ resume: true }), { resume: c.get('form').get('resume') });
      await patchRequest(c.get('deps'), c.get('caller'), { requestId, patch });
      return 'resumed';
    };
    const late = { request_not_waiting: 'not_waiting', validation_failed: 'unknown_step' } as const;
    const done = await doneUnlessConflict(resume, late);
    const next = c.get('form').get('next');
    if (next === null) return redirectToRequest(c, requestId, done);
    // The page of a shipment offers the choices too.
    const { pathname } = new URL(safeNextPath(next), c.req.url);
    return c.redirect(`${pathname}?done=${done}`, 303);
  })

  .post('/requests/:id/restart', ...authorizeForm('requests:write'), async (c) => {
    const requestId = c.req.param('id');
    const restart = async (): Promise<RequestDoneCode> => {
      await patchRequest(c.get('deps'), c.get('caller'), { requestId, patch: { restart: true } });
      return 'restarted';
    };
    const late = { request_not_restartable: 'not_restartable' } as const;
    return redirectToRequest(c, requestId, await doneUnlessConflict(restart, late));
  })

  .post('/requests/:id/pushes/:push/retry', ...authorizeForm('requests:write'), async (c) => {
    const retry = async (): Promise<RequestDoneCode> => {
      await retryPush(c.get('deps'), c.get('caller'), c.req.param('push'));
      return 'retried';
    };
    return redirectToRequest(c, c.req.param('id'), await doneUnlessConflict(retry, { push_not_dead: 'push_not_dead' }));
  });
