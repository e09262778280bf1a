import { type Context, Hono } from 'hono';
import { requireScope } from '../../domain/keys/authenticate';
import { buildOverview } from '../../domain/overview/build-overview';
import { loadOverview } from '../../domain/overview/load-overview';
import type { AppEnv } from '../../http/request/app-env';
import { AppError } from '../../shared/errors/app-error';
import { renderPage } from '../layout/render-page';
import { overviewCsv } from '../overview/overview-csv';
import { OverviewPage, PERIOD_DAYS } from '../overview/overview-page';
import { type OverviewTableName, overviewTables } from '../overview/overview-tables';
import { authorizeSession } from '../session/require-session';
import { viewOf } from '../view/view';

const DEFAULT_DAYS = 30;

/** Authorizes `requests:read` and loads the overview of the requested period; 30 days by default. */
async function readOverview(c: Context<AppEnv>) {
  const requested = c.req.query('days');
  const days = PERIOD_DAYS.find((count) => String(count) === requested) ?? DEFAULT_DAYS;
  const now = c.get('deps').now();
  const rows = await authorizeSession(c, (deps, session) => loadOverview(deps, session, { now, days }));
  requireScope(c.get('caller'), 'requests:read');
  return buildOverview(c.get('caller').account, rows, { now, days });
}

const isTable = (name: string): name is OverviewTableName => Object.hasOwn(overviewTables, name);

export const overviewRoutes = new Hono<AppEnv>()
  .get('/overview', async (c) => {
    const overview = await readOverview(c);
    return renderPage(c, <OverviewPage view={viewOf(c)} overview={overview} />);
  })

  .get('/overview.csv', async (c) => {
    const name = c.req.query('table') ?? '';
    if (!isTable(name)) throw new AppError('not_found', 'There is no such table');
    const overview = await readOverview(c);
    const language = c.get('language');
    const [first, last] = [overview.days[0]?.day, overview.days.at(-1)?.day];
    return c.body(overviewCsv(overviewTables[name](overview, language), language), 200, {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="aisac-${name}-${first}-${last}.csv"`,
    });
  });
