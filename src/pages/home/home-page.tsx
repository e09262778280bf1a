import type { HomeRows } from '../../db/pages/home';
import type { HomeFilter } from '../../db/pages/home-tiles';
import { buildTiles } from '../../domain/home/build-tiles';
import { DoneNotice } from '../components/done-notice';
import { flowNameIn } from '../flows/words/flow-name';
import { SelectField } from '../forms/select-field';
import { layoutTexts } from '../layout/layout-texts';
import { PageLayout } from '../layout/page-layout';
import type { View } from '../view/view';
import { homeTexts } from './home-texts';
import { NeedsSection } from './needs-section';
import { SetUpCard } from './set-up-card';
import { TilesList } from './tiles-section';
import { ToFixSection } from './to-fix-section';

/** Chooses the flow and the store of the numbers; only where there is a choice. */
function FilterForm({ view, rows, filter }: { view: View; rows: HomeRows; filter: HomeFilter }) {
  const t = homeTexts[view.language];
  if (rows.flows.length < 2 && rows.stores.length < 2) return null;
  return (
    <form method="get" action="/account/profile/home#numbers" aria-label={t.filter} class="filter">
      <SelectField
        id="filter-flow"
        name="flow"
        label={t.flow}
        options={[
          { value: '', label: t.allFlows },
          ...rows.flows.map((flow) => ({ value: flow.key, label: flowNameIn(view.language, flow) })),
        ]}
        chosen={filter.flow ?? ''}
      />
      <SelectField
        id="filter-store"
        name="store"
        label={t.store}
        options={[
          { value: '', label: t.allStores },
          ...rows.stores.map(({ storeId, name }) => ({ value: storeId, label: name })),
        ]}
        chosen={filter.storeId ?? ''}
      />
      <button class="quiet">{t.apply}</button>
    </form>
  );
}

/** The first page: what needs a person, the set-up while it is not done, and the numbers of the last 30 days. */
export function HomePage({
  view,
  rows,
  filter,
  now,
  done,
}: {
  view: View;
  rows: HomeRows;
  filter: HomeFilter;
  now: number;
  done: string | undefined;
}) {
  const t = homeTexts[view.language];
  const news = { waiting: rows.waitingCount[0]?.count ?? 0, seq: rows.news[0]?.seq ?? 0 };
  const isSetUp = Object.values(rows.done[0] ?? {}).every(Boolean);
  return (
    <PageLayout
      view={view}
      title={layoutTexts[view.language].section.home}
      navSection="home"
      news={view.may('users:read') ? news : undefined}
    >
      <DoneNotice texts={t.done} code={done} />
      {/* Until the first orders come, the set-up is what there is to do. */}
      {!isSetUp && <SetUpCard view={view} rows={rows} isPrimary />}
      {(isSetUp || rows.done[0]?.trial === 1) && <NeedsSection view={view} rows={rows} now={now} />}
      <ToFixSection view={view} rows={rows} now={now} />
      {view.may('requests:read') && (
        <section id="numbers" class="plain" aria-labelledby="numbers-title">
          <div class="heading-line">
            <h2 id="numbers-title">{t.numbers}</h2>
            <a href="/account/profile/overview">{t.reports}</a>
          </div>
          <FilterForm view={view} rows={rows} filter={filter} />
          <TilesList view={view} tiles={buildTiles(rows.tiles, view.account)} filter={filter} />
        </section>
      )}
    </PageLayout>
  );
}
