import type { Overview } from '../../domain/overview/build-overview';
import { RowBars } from '../charts/row-bars';
import { Legend, type Series } from '../charts/series';
import type { View } from '../view/view';
import { DataTable } from './data-table';
import { overviewFormats } from './overview-formats';
import { OverviewSection } from './overview-section';
import { DELIVERY_ENDS, overviewTables } from './overview-tables';
import { overviewTexts } from './overview-texts';

/** The fill of the outcome at the same index. */
const FILLS: Series[] = [0, 1, 2, 3, 4];
const MAX_BARS = 12;

/** Deliveries by store and outcome. */
export function DeliveriesSection({ view, overview }: { view: View; overview: Overview }) {
  const t = overviewTexts[view.language];
  const { count } = overviewFormats[view.language];
  const { deliveries, days, more } = overview;
  const busy = deliveries.filter(({ pushes }) => pushes > 0);
  const most = busy[0]?.pushes ?? 0;
  const rows = busy.slice(0, MAX_BARS).map((store) => ({
    name: store.name ?? store.storeId,
    value: store.paused ? `${count(store.pushes)} (${t.deliveries.paused})` : count(store.pushes),
    parts: DELIVERY_ENDS.map((end) => store[end] / most),
  }));
  const totalOf = (name: 'pushes' | (typeof DELIVERY_ENDS)[number]): string =>
    count(deliveries.reduce((sum, store) => sum + store[name], 0));
  return (
    <OverviewSection id="deliveries" texts={t.deliveries} isCut={more.deliveries}>
      {deliveries.length === 0 && <p>{t.deliveries.noStores}</p>}
      {deliveries.length > 0 && busy.length === 0 && <p>{t.deliveries.none}</p>}
      {busy.length > 0 && (
        <>
          <Legend
            chart="deliveries-chart"
            entries={DELIVERY_ENDS.map((end, i) => ({
              series: FILLS[i] as Series,
              label: t.columns[end],
              value: totalOf(end),
            }))}
          />
          <RowBars
            id="deliveries-chart"
            title={t.deliveries.title}
            description={t.deliveries.most(totalOf('pushes'))}
            rows={rows}
            series={FILLS}
          />
        </>
      )}
      {busy.length > rows.length && <p class="hint">{t.deliveries.some(rows.length, busy.length)}</p>}
      {deliveries.length > 0 && (
        <DataTable
          view={view}
          name="deliveries"
          table={overviewTables.deliveries(overview, view.language)}
          days={days.length}
        />
      )}
    </OverviewSection>
  );
}
