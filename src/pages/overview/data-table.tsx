import { displayMoney } from '../format/display-money';
import type { View } from '../view/view';
import { overviewFormats } from './overview-formats';
import type { Cell, OverviewTableName, Table } from './overview-tables';
import { overviewTexts } from './overview-texts';

/** The data of a chart as a table, with a CSV download. */
export function DataTable({
  view,
  name,
  table,
  days,
}: {
  view: View;
  name: OverviewTableName;
  table: Table;
  days: number;
}) {
  const { language } = view;
  const t = overviewTexts[language];
  const formats = overviewFormats[language];
  const written = (cell: Cell) => {
    if ('count' in cell) return formats.count(cell.count);
    if ('amount' in cell) return displayMoney(view, cell.amount, cell.currency);
    return 'day' in cell ? <time datetime={cell.day}>{formats.day(cell.day)}</time> : <bdi>{cell.text}</bdi>;
  };
  const isNumber = (cell: Cell | undefined): boolean => cell !== undefined && ('count' in cell || 'amount' in cell);
  const numeric = table.columns.map((_, i) => table.rows.length > 0 && isNumber(table.rows[0]?.[i]));
  return (
    <details>
      <summary>
        {t.table}: {table.caption}
      </summary>
      <p>
        <a href={`/account/profile/overview.csv?table=${name}&days=${days}`} download>
          {t.csv}
          <span class="visually-hidden">: {table.caption}</span>
        </a>
      </p>
      <div class="scroll" role="region" aria-label={`${t.table}: ${table.caption}`} tabindex={0}>
        <table>
          <caption>{table.caption}</caption>
          <thead>
            <tr>
              {table.columns.map((column, i) => (
                <th scope="col" class={numeric[i] ? 'number' : undefined}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map(([first, ...cells]) => (
              <tr>
                <th scope="row">{first && written(first)}</th>
                {cells.map((cell) => (
                  <td class={isNumber(cell) ? 'number' : undefined}>{written(cell)}</td>
                ))}
              </tr>
            ))}
          </tbody>
          {table.total && (
            <tfoot>
              <tr>
                <th scope="row">{t.total}</th>
                {table.total.map((cell) => (
                  <td class="number">{written(cell)}</td>
                ))}
              </tr>
            </tfoot>
          )}
        </table>
      </div>
    </details>
  );
}
