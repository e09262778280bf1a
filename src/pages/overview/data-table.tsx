import type { Overview } from '../../domain/overview/build-overview';
import { ScrollTable } from '../components/scroll-table';
import { displayMoney } from '../format/display-money';
import type { View } from '../view/view';
import { overviewFormats } from './overview-formats';
import { type Cell, type OverviewTableName, overviewTables } from './overview-tables';
import { overviewTexts } from './overview-texts';

/** The data of a chart as a table, with a CSV download. */
export function DataTable({ view, overview, name }: { view: View; overview: Overview; name: OverviewTableName }) {
  const { language } = view;
  const t = overviewTexts[language];
  const table = overviewTables[name](overview, language);
  const formats = overviewFormats[language];
  const written = (cell: Cell) => {
    if ('count' in cell) return formats.count(cell.count);
    if ('amount' in cell) return displayMoney(view, cell.amount, cell.currency);
    return 'day' in cell ? <time datetime={cell.day}>{formats.day(cell.day)}</time> : <bdi>{cell.text}</bdi>;
  };
  const isNumber = (cell: Cell | undefined): boolean => cell !== undefined && ('count' in cell || 'amount' in cell);
  // On a phone a cell that counts nothing is left out: most days have no order, most stores no failure.
  const labelOf = (cell: Cell, i: number): string | undefined =>
    'count' in cell && cell.count === 0 ? undefined : table.columns[i + 1];
  return (
    <details>
      <summary>
        {t.table}: {table.caption}
      </summary>
      <p>
        <a href={`/account/profile/overview.csv?table=${name}&days=${overview.days.length}`} download>
          {t.csv}
          <span class="visually-hidden">: {table.caption}</span>
        </a>
      </p>
      <ScrollTable
        stacks
        label={`${t.table}: ${table.caption}`}
        caption={<caption>{table.caption}</caption>}
        columns={table.columns.map((column, i) => (isNumber(table.rows[0]?.[i]) ? { number: column } : column))}
        foot={
          table.total && (
            <tfoot>
              <tr>
                <th scope="row">{t.total}</th>
                {table.total.map((cell, i) => (
                  <td class={isNumber(cell) ? 'number' : undefined} data-label={labelOf(cell, i)}>
                    {written(cell)}
                  </td>
                ))}
              </tr>
            </tfoot>
          )
        }
      >
        {table.rows.map(([first, ...cells]) => (
          <tr>
            <th scope="row">{first && written(first)}</th>
            {cells.map((cell, i) => (
              <td class={isNumber(cell) ? 'number' : undefined} data-label={labelOf(cell, i)}>
                {written(cell)}
              </td>
            ))}
          </tr>
        ))}
      </ScrollTable>
    </details>
  );
}
