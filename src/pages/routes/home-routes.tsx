import { type Context, Hono } from 'hono';
import { loadHome } from '../../domain/home/load-home';
import { retryListedPushes } from '../../domain/pushes/retry-listed-pushes';
import type { AppEnv } from '../../http/request/app-env';
import { HomePage } from '../home/home-page';
import { renderPage } from '../layout/render-page';
import { authorizeForm } from '../session/form-middleware';
import { authorizeSession } from '../session/require-session';
import { viewOf } from '../view/view';

const MAX_NAME = 255;
/** Returns a chosen name; a name that nothing can have chooses nothing. */
const chosen = (c: Context<AppEnv>, name: 'flow' | 'store'): string | undefined => {
  const value = c.req.query(name)?.trim() ?? '';
  return value === '' || value.length > MAX_NAME ? undefined : value;
};

/** The first page after the sign-in, and what it retries. */
export const homeRoutes = new Hono<AppEnv>()
  .get('/home', async (c) => {
    const now = c.get('deps').now();
    const filter = { flow: chosen(c, 'flow'), storeId: chosen(c, 'store') };
    const rows = await authorizeSession(c, (deps, session) => loadHome(deps, session, { now, filter }));
    const page = <HomePage view={viewOf(c)} rows={rows} filter={filter} now={now} done={c.req.query('done')} />;
    return renderPage(c, page);
  })

  .post('/home/stores/:id/retry', ...authorizeForm('requests:write'), async (c) => {
    await retryListedPushes(c.get('deps'), c.get('caller'), c.req.param('id'));
    return c.redirect('/account/profile/home?done=retried', 303);
  });
