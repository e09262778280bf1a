import type { Overview } from '../../domain/overview/build-overview';
import { RowBars } from '../charts/row-bars';
import { displayLabel } from '../format/display-label';
import { displayMoney } from '../format/display-money';
import { labelTexts } from '../format/label-texts';
import type { View } from '../view/view';
import { DataTable } from './data-table';
import { OverviewSection } from './overview-section';
import { overviewTables } from './overview-tables';
import { overviewTexts } from './overview-texts';

const MAX_BARS = 12;

/** Charges by kind, one chart per currency. */
export function ChargesSection({ view, overview }: { view: View; overview: Overview }) {
  const t = overviewTexts[view.language];
  const { charges, days, more } = overview;
  const charts = [...Map.groupBy(charges, ({ currency }) => currency)].map(([currency, kinds]) => {
    const most = kinds[0]?.amount ?? 0n;
    const total = kinds.reduce((sum, kind) => sum + kind.amount, 0n);
    const written = (millionths: bigint) => displayMoney(view, millionths, currency);
    return {
      id: `charges-${currency}`,
      title: t.charges.chart(currency),
      description: t.charges.most(written(total)),
      rows: kinds.slice(0, MAX_BARS).map((kind) => ({
        name: displayLabel(labelTexts[view.language].charge, kind.kind),
        value: written(kind.amount),
        // A share needs no more digits than a screen has dots.
        parts: [most === 0n ? 0 : Number((kind.amount * 100_000n) / most) / 100_000],
      })),
    };
  });
  return (
    <OverviewSection id="charges" texts={t.charges} isCut={more.charges}>
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
    </OverviewSection>
  );
}
