import type { Context } from 'hono';
import type { SetUpRows } from '../../../db/pages/set-up';
import { readyFlows } from '../../../domain/flows/ready-flows';
import type { AppEnv } from '../../../http/request/app-env';
import { DoneNotice } from '../../components/done-notice';
import type { FormErrors } from '../../forms/form-errors';
import { layoutTexts } from '../../layout/layout-texts';
import { PageLayout } from '../../layout/page-layout';
import { renderPage } from '../../layout/render-page';
import { FlowsSection } from '../../set-up/flows/flows-section';
import { setUpTexts } from '../../set-up/set-up-texts';
import { viewOf } from '../../view/view';

/** Renders the account's flows and the ready flows. */
export async function renderFlows(c: Context<AppEnv>, rows: SetUpRows, formErrors: FormErrors | null = null) {
  const view = viewOf(c);
  const path = '/account/profile/flows';
  const page = (
    <PageLayout
      view={c.req.method === 'GET' ? view : { ...view, path }}
      title={layoutTexts[view.language].section.flows}
      navSection="flows"
    >
      <DoneNotice texts={setUpTexts[view.language].done} code={c.req.query('done')} />
      <FlowsSection view={view} flows={rows.flows} ready={await readyFlows()} formErrors={formErrors} />
    </PageLayout>
  );
  return renderPage(c, page, formErrors ? 422 : 200);
}
