import type { Overview } from '../../domain/overview/build-overview';
import { OUTCOME_CLASSES } from '../../domain/overview/class-of-outcome';
import { DayBars } from '../charts/day-bars';
import { Legend, type Series } from '../charts/series';
import type { View } from '../view/view';
import { DataTable } from './data-table';
import { overviewFormats } from './overview-formats';
import { OverviewSection } from './overview-section';
import { overviewTables } from './overview-tables';
import { overviewTexts } from './overview-texts';

/** The fill of the outcome class at the same index. */
const FILLS: Series[] = [0, 1, 2, 3, 4];

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Orders and requests by day, with the outcome of the requests. */
export function DaysSection({ view, overview }: { view: View; overview: Overview }) {
  const t = overviewTexts[view.language];
  const formats = overviewFormats[view.language];
  const { days, outcomes, more } = overview;
  const bars = (valuesOf: (day: Overview['days'][number]) => number[], told: (values: number[]) => string) => {
    const each = days.map((day) => ({ day: formats.day(day.day), values: valuesOf(day) }));
    const busiest = each.reduce(
      (most, one) => (sum(one.values) > sum(most.values) ? one : most),
      each[0] as (typeof each)[0],
    );
    const total = sum(each.flatMap(({ values }) => values));
    return {
      total,
      description: t.days.most(formats.count(total), busiest.day, formats.count(sum(busiest.values))),
      days: each.map(({ day, values }) => ({ label: day, tooltip: `${day}: ${told(values)}`, values })),
      format: formats.count,
    };
  };
  const orders = bars(
    (day) => [day.orders],
    ([count = 0]) => formats.count(count),
  );
  const requests = bars(
    (day) => OUTCOME_CLASSES.map((name) => day[name]),
    (values) =>
      OUTCOME_CLASSES.flatMap((name, i) => (values[i] ? [`${t.columns[name]} ${formats.count(values[i])}`] : [])).join(
        ', ',
      ),
  );
  const legend = OUTCOME_CLASSES.map((name, i) => ({
    series: FILLS[i] as Series,
    label: t.columns[name],
    value: formats.count(sum(days.map((day) => day[name]))),
  }));
  return (
    <OverviewSection id="days" texts={t.days} isCut={more.orders || more.requests}>
      <h3>{t.days.orders}</h3>
      {orders.total === 0 ? (
        <p>{t.days.noOrders}</p>
      ) : (
        <DayBars id="orders-chart" title={t.days.orders} series={[3]} {...orders} />
      )}
      <h3>{t.days.requests}</h3>
      {requests.total === 0 ? (
        <p>{t.days.noRequests}</p>
      ) : (
        <>
          <Legend chart="requests-chart" entries={legend} />
          <DayBars id="requests-chart" title={t.days.requests} series={FILLS} {...requests} />
        </>
      )}
      <DataTable view={view} name="days" table={overviewTables.days(overview, view.language)} days={days.length} />
      {outcomes.length > 0 && (
        <DataTable
          view={view}
          name="outcomes"
          table={overviewTables.outcomes(overview, view.language)}
          days={days.length}
        />
      )}
    </OverviewSection>
  );
}
