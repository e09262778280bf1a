import type { Context } from 'hono';
import type { AppEnv } from '../../../http/app-env';
import { DoneNotice } from '../../components/done-notice';
import { EmptyState } from '../../components/empty-state';
import type { FormErrors } from '../../forms/form-errors';
import { layoutTexts } from '../../layout/layout-texts';
import { PageLayout } from '../../layout/page-layout';
import { renderPage } from '../../layout/render-page';
import { viewOf } from '../../view/view';
import { flowTexts } from '../flow-texts';
import { FlowList } from './flow-list';
import { galleryTexts } from './gallery-texts';
import { loadGallery } from './load-gallery';
import { ReadyCard } from './ready-card';

/** Renders the account's flows and the ready flows. */
export async function renderFlows(c: Context<AppEnv>, formErrors: FormErrors | null = null) {
  const view = viewOf(c);
  const t = galleryTexts[view.language];
  const { flows, hasMore, cards } = await loadGallery(c.get('deps'), c.get('caller'), view.language);
  const page = (
    <PageLayout
      view={c.req.method === 'GET' ? view : { ...view, path: '/account/profile/flows' }}
      title={layoutTexts[view.language].section.flows}
      navSection="flows"
    >
      <DoneNotice texts={flowTexts[view.language].done} code={c.req.query('done')} />
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
