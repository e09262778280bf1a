import { Hono } from 'hono';
import { requireScope } from '../../domain/keys/authenticate';
import type { AppEnv } from '../../http/request/app-env';
import { OptedOutPage } from '../conversations/opted-out/opted-out-page';
import { renderPage } from '../layout/render-page';
import { authorizeSession } from '../session/require-session';
import { viewOf } from '../view/view';

const PAGE_SIZE = 50;
const MAX_KEY = 255;

export const optedOutRoutes = new Hono<AppEnv>().get('/conversations/opted-out', async (c) => {
  const asked = c.req.query('after') ?? '';
  const after = asked === '' || asked.length > MAX_KEY ? null : asked;
  const rows = await authorizeSession(c, (deps, session) =>
    deps.optOutPages.load(session, { after, limit: PAGE_SIZE }),
  );
  requireScope(c.get('caller'), 'users:read');
  return renderPage(c, <OptedOutPage view={viewOf(c)} found={rows.found} />);
});
