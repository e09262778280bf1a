import type { Child } from 'hono/jsx';

/** A column heading; `false` leaves the column out. */
type Column = string | { number: string } | false;

/**
 * A table that scrolls sideways by itself, also by keyboard. Only a `region` is a landmark: a page with many tables uses
 * `group`.
 */
export const ScrollTable = ({
  label,
  caption,
  columns,
  role = 'region',
  stacks = false,
  children,
  foot,
}: {
  label: string;
  caption?: Child;
  columns: Column[];
  role?: 'region' | 'group';
  /** On a phone each row is a card; a cell names its column by `data-label`, and is left out there without one. */
  stacks?: boolean;
  /** The rows. */
  children: Child;
  foot?: Child;
}) => (
  <div class={stacks ? 'scroll stacks' : 'scroll'} role={role} aria-label={label} tabindex={0}>
    <table>
      {caption}
      <thead>
        <tr>
          {columns.map(
            (column) =>
              column !== false &&
              (typeof column === 'string' ? (
                <th scope="col">{column}</th>
              ) : (
                <th scope="col" class="number">
                  {column.number}
                </th>
              )),
          )}
        </tr>
      </thead>
      <tbody>{children}</tbody>
      {foot}
    </table>
  </div>
);
