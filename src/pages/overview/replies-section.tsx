import type { Overview } from '../../domain/overview/build-overview';
import { RowBars } from '../charts/row-bars';
import type { View } from '../view/view';
import { DataTable } from './data-table';
import { overviewFormats } from './overview-formats';
import { OverviewSection } from './overview-section';
import { overviewTables } from './overview-tables';
import { overviewTexts } from './overview-texts';

/** The distribution of the customers' reply times. */
export function RepliesSection({ view, overview }: { view: View; overview: Overview }) {
  const t = overviewTexts[view.language];
  const { count } = overviewFormats[view.language];
  const { replies, days, more } = overview;
  const most = Math.max(...replies.map((each) => each.replies));
  const total = replies.reduce((sum, each) => sum + each.replies, 0);
  const often = t.replies.times[replies.findIndex((each) => each.replies === most)] ?? '';
  const rows = replies.map((each, i) => ({
    name: t.replies.times[i] ?? '',
    value: count(each.replies),
    parts: [each.replies / most],
  }));
  return (
    <OverviewSection id="replies" texts={t.replies} isCut={more.replies}>
      {total === 0 ? (
        <p>{t.replies.none}</p>
      ) : (
        <>
          <RowBars
            id="replies-chart"
            title={t.replies.title}
            description={t.replies.most(count(total), often)}
            rows={rows}
            series={[0]}
          />
          <DataTable
            view={view}
            name="replies"
            table={overviewTables.replies(overview, view.language)}
            days={days.length}
          />
        </>
      )}
    </OverviewSection>
  );
}
