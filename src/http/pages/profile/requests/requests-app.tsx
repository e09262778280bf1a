import { type Context, Hono } from 'hono';
import { requireScope } from '../../../../domain/keys/authenticate';
import { retryPush } from '../../../../domain/pushes/retry-pushes';
import { cancelRequest } from '../../../../domain/requests/cancel-request';
import { PatchRequest, patchRequest } from '../../../../domain/requests/patch-request';
import { Failure, type FailureCode } from '../../../../shared/failure';
import type { AppEnv } from '../../../env';
import { answerPage } from '../layout/answer-page';
import { viewOf } from '../layout/view';
import { signedForm } from '../session/forms';
import { parseForm } from '../session/parse-form';
import { letIn } from '../session/require-session';
import { SearchPage } from './search/search-page';
import { readSearch } from './search/search-query';
import { StoryPage } from './story/story-page';
import type { Done } from './texts';

const PAGE_SIZE = 25;

/** Where a form leads back to, whatever became of it. */
const backTo = (c: Context<AppEnv>, requestId: string, done: Done) =>
  c.redirect(`/account/profile/requests/${encodeURIComponent(requestId)}?done=${done}`, 303);

/** A form that came too late has nothing to do, which is said; any other failure is thrown on. */
async function unlessLate(does: () => Promise<Done>, late: Partial<Record<FailureCode, Done>>): Promise<Done> {
  try {
    return await does();
  } catch (error) {
    const done = error instanceof Failure ? late[error.code] : undefined;
    if (done === undefined) throw error;
    return done;
  }
}

/** The requests of an account and the story of each. */
export const requestsApp = new Hono<AppEnv>()
  .get('/requests', async (c) => {
    const query = readSearch(c);
    // Of a search that is not understood nothing is read but what its form shows.
    const page = { limit: query.filter === null ? 0 : PAGE_SIZE, after: query.after };
    const rows = await letIn(c, (deps, accountId, sessionId) =>
      deps.requestPages.search({ accountId, sessionId }, query.filter ?? {}, page),
    );
    requireScope(c.get('caller'), 'requests:read');
    return answerPage(c, <SearchPage view={viewOf(c)} query={query} rows={rows} />, query.filter === null ? 422 : 200);
  })

  .get('/requests/:id', async (c) => {
    const rows = await letIn(c, (deps, accountId, sessionId) =>
      deps.requestPages.story({ accountId, sessionId }, c.req.param('id')),
    );
    requireScope(c.get('caller'), 'requests:read');
    if (!rows.found) throw new Failure('not_found', 'There is no such request');
    const view = viewOf(c);
    return answerPage(c, <StoryPage view={view} request={rows.found} rows={rows} done={c.req.query('done')} />);
  })

  .post('/requests/:id/cancel', ...signedForm('requests:write'), async (c) => {
    const { requestId, status } = await cancelRequest(c.get('deps'), c.get('caller'), c.req.param('id'));
    return backTo(c, requestId, status === 'cancelled' ? 'cancelled' : 'ended_already');
  })

  .post('/requests/:id/resume', ...signedForm('requests:write'), async (c) => {
    const requestId = c.req.param('id');
    const resume = async (): Promise<Done> => {
      const patch = parseForm(PatchRequest.required({ resume: true }), { resume: c.get('form').get('resume') });
      await patchRequest(c.get('deps'), c.get('caller'), { requestId, patch });
      return 'resumed';
    };
    const late = { request_not_waiting: 'not_waiting', validation_failed: 'unknown_step' } as const;
    return backTo(c, requestId, await unlessLate(resume, late));
  })

  .post('/requests/:id/pushes/:push/retry', ...signedForm('requests:write'), async (c) => {
    const retry = async (): Promise<Done> => {
      await retryPush(c.get('deps'), c.get('caller'), c.req.param('push'));
      return 'retried';
    };
    return backTo(c, c.req.param('id'), await unlessLate(retry, { push_not_dead: 'push_not_dead' }));
  });
