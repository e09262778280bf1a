import type { Context } from 'hono';
import { READY_FLOW_KEYS } from '../../../domain/flows/ready-flows';
import { requireScope } from '../../../domain/keys/authenticate';
import type { AppEnv } from '../../../http/request/app-env';
import { DoneNotice } from '../../components/done-notice';
import { EmptyState } from '../../components/empty-state';
import { GuideLink } from '../../components/guide-link';
import type { FormErrors } from '../../forms/form-errors';
import { layoutTexts } from '../../layout/layout-texts';
import { PageLayout } from '../../layout/page-layout';
import { renderPage } from '../../layout/render-page';
import { authorizeSession } from '../../session/require-session';
import { viewOf } from '../../view/view';
import { flowTexts } from '../flow-texts';
import { FlowList } from './flow-list';
import { galleryOf, MAX_LISTED } from './gallery';
import { galleryTexts } from './gallery-texts';
import { ReadyCard } from './ready-card';

/** Renders the account's flows and the ready flows. Fails with unauthorized, and with missing_scope without `settings:read`. */
export async function renderFlows(c: Context<AppEnv>, formErrors: FormErrors | null = null) {
  const rows = await authorizeSession(c, (deps, session) =>
    deps.flowPages.loadGallery(session, { maxRows: MAX_LISTED, keys: READY_FLOW_KEYS }),
  );
  requireScope(c.get('caller'), 'settings:read');
  const view = viewOf(c);
  const t = galleryTexts[view.language];
  const { flows, hasMore, cards } = await galleryOf(rows.flows, view.language);
  const page = (
    <PageLayout
      view={c.req.method === 'GET' ? view : { ...view, path: '/account/profile/flows' }}
      title={layoutTexts[view.language].section.flows}
      navSection="flows"
    >
      <DoneNotice texts={flowTexts[view.language].done} code={c.req.query('done')} />
      <GuideLink view={view} name="flows" />
      <p>{t.intro}</p>
      <section id="flows" class="plain" aria-labelledby="flows-title">
        <h2 id="flows-title">{t.yours}</h2>
        {flows.length === 0 ? <EmptyState icon="workflow" text={t.none} /> : <FlowList view={view} flows={flows} />}
        {hasMore && <p class="hint">{t.more}</p>}
      </section>
      <section id="ready" class="plain" aria-labelledby="ready-title">
        <h2 id="ready-title">{t.ready}</h2>
        <p class="hint">{t.readyHint}</p>
        <div class="ready">
          {cards.map((data) => (
            <ReadyCard view={view} data={data} formErrors={formErrors} />
          ))}
        </div>
      </section>
    </PageLayout>
  );
  return renderPage(c, page, formErrors ? 422 : 200);
}
