import type { Overview } from '../../../../domain/overview/show-overview';
import { RowBars } from '../charts/row-bars';
import { showMoney } from '../layout/show-money';
import type { View } from '../layout/view';
import { wordOf } from '../layout/word-of';
import { wordTexts } from '../layout/word-texts';
import { DataTable } from './data-table';
import { Section } from './section';
import { overviewTables } from './tables';
import { overviewTexts } from './texts';

const MOST_BARS = 12;

/** What was charged, by kind; a chart for each currency, as amounts of two can't be compared. */
export function ChargesSection({ view, overview }: { view: View; overview: Overview }) {
  const t = overviewTexts[view.language];
  const { charges, days, more } = overview;
  const charts = [...Map.groupBy(charges, ({ currency }) => currency)].map(([currency, kinds]) => {
    const most = kinds[0]?.amount ?? 0n;
    const total = kinds.reduce((sum, kind) => sum + kind.amount, 0n);
    const written = (millionths: bigint) => showMoney(view, millionths, currency);
    return {
      id: `charges-${currency}`,
      title: t.charges.chart(currency),
      description: t.charges.most(written(total)),
      rows: kinds.slice(0, MOST_BARS).map((kind) => ({
        name: wordOf(wordTexts[view.language].charge, kind.kind),
        value: written(kind.amount),
        // A share needs no more digits than a screen has dots.
        parts: [most === 0n ? 0 : Number((kind.amount * 100_000n) / most) / 100_000],
      })),
    };
  });
  return (
    <Section id="charges" texts={t.charges} isCut={more.charges}>
      {charges.length === 0 ? (
        <p>{t.charges.none}</p>
      ) : (
        <>
          {charts.map((chart) => (
            <>
              <h3>{chart.title}</h3>
              <p>{chart.description}</p>
              <RowBars series={[4]} {...chart} />
            </>
          ))}
          <DataTable
            view={view}
            name="charges"
            table={overviewTables.charges(overview, view.language)}
            days={days.length}
          />
        </>
      )}
    </Section>
  );
}
