import { type Context, Hono } from 'hono';
import { requireScope } from '../../../../domain/keys/authenticate';
import { loadOverview } from '../../../../domain/overview/load-overview';
import { showOverview } from '../../../../domain/overview/show-overview';
import { Failure } from '../../../../shared/failure';
import type { AppEnv } from '../../../env';
import { answerPage } from '../layout/answer-page';
import { viewOf } from '../layout/view';
import { letIn } from '../session/require-session';
import { overviewCsv } from './overview-csv';
import { OverviewPage, PERIODS } from './overview-page';
import { overviewTables, type TableName } from './tables';

const USUAL_DAYS = 30;

/** Lets in who may read requests, with what the days that are asked for come to; for what is no period, of 30 days. */
async function readOverview(c: Context<AppEnv>) {
  const asked = c.req.query('days');
  const days = PERIODS.find((count) => String(count) === asked) ?? USUAL_DAYS;
  const now = c.get('deps').now();
  const rows = await letIn(c, (deps, accountId, sessionId) =>
    loadOverview(deps, { accountId, sessionId }, { now, days }),
  );
  requireScope(c.get('caller'), 'requests:read');
  return showOverview(c.get('caller').account, rows, { now, days });
}

const isTable = (name: string): name is TableName => Object.hasOwn(overviewTables, name);

export const overviewApp = new Hono<AppEnv>()
  .get('/overview', async (c) => {
    const overview = await readOverview(c);
    return answerPage(c, <OverviewPage view={viewOf(c)} overview={overview} />);
  })

  .get('/overview.csv', async (c) => {
    const name = c.req.query('table') ?? '';
    if (!isTable(name)) throw new Failure('not_found', 'There is no such table');
    const overview = await readOverview(c);
    const language = c.get('language');
    const [first, last] = [overview.days[0]?.day, overview.days.at(-1)?.day];
    return c.body(overviewCsv(overviewTables[name](overview, language), language), 200, {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="aisac-${name}-${first}-${last}.csv"`,
    });
  });
