import { type Context, Hono } from 'hono';
import { PatchAccount, patchAccount } from '../../domain/account/create-account';
import { requireScope } from '../../domain/keys/authenticate';
import { buildOverview } from '../../domain/overview/build-overview';
import { loadOverview } from '../../domain/overview/load-overview';
import type { AppEnv } from '../../http/request/app-env';
import { AppError } from '../../shared/errors/app-error';
import type { FormErrors } from '../forms/form-errors';
import { formErrorsFrom } from '../forms/form-errors-from';
import { parseForm } from '../forms/parse-form';
import { renderPage } from '../layout/render-page';
import { overviewCsv } from '../overview/overview-csv';
import { OverviewPage, PERIOD_DAYS } from '../overview/overview-page';
import { type OverviewTableName, overviewTables } from '../overview/overview-tables';
import { overviewTexts } from '../overview/overview-texts';
import { RETURN_COST_FORM } from '../overview/return-cost-form';
import { authorizeForm } from '../session/form-middleware';
import { authorizeSession } from '../session/require-session';
import { viewOf } from '../view/view';

const OVERVIEW_PATH = '/account/profile/overview';
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

async function renderOverview(c: Context<AppEnv>, formErrors: FormErrors | null = null) {
  const overview = await readOverview(c);
  const view = { ...viewOf(c), path: formErrors ? OVERVIEW_PATH : viewOf(c).path };
  const page = <OverviewPage view={view} overview={overview} formErrors={formErrors} done={c.req.query('done')} />;
  return renderPage(c, page, formErrors ? 422 : 200);
}

/** Reads an amount as it is written in Italian or English; empty for none. */
function readAmount(text: string | null): string | null {
  const amount = (text ?? '').trim().replace(',', '.');
  return amount === '' ? null : amount;
}

export const overviewRoutes = new Hono<AppEnv>()
  .get('/overview', (c) => renderOverview(c))

  .post('/overview/return-cost', ...authorizeForm('settings:write'), async (c) => {
    const form = c.get('form');
    try {
      const patch = parseForm(PatchAccount, { return_cost: readAmount(form.get('return_cost')) });
      await patchAccount(c.get('deps'), c.get('caller'), patch);
    } catch (error) {
      const texts = { custom: overviewTexts[c.get('language')].returns.notAnAmount };
      return renderOverview(c, { ...formErrorsFrom(error, RETURN_COST_FORM, form), texts });
    }
    return c.redirect(`${OVERVIEW_PATH}?done=cost_saved#returns`, 303);
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
