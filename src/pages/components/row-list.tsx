import type { Child } from 'hono/jsx';

type Row = {
  title: Child;
  facts: { label: string; value: Child }[];
  /** What can be done with the row. */
  actions?: Child;
};

/** A list of things with a few facts and actions each; on a phone the parts of a row stand below each other. */
export const RowList = ({ label, rows }: { label: string; rows: Row[] }) => (
  <ul class="rows" aria-label={label}>
    {rows.map(({ title, facts, actions }) => (
      <li class="fact-row">
        <p class="name">{title}</p>
        <dl>
          {facts.map(({ label: name, value }) => (
            <div>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {actions && <div class="actions">{actions}</div>}
      </li>
    ))}
  </ul>
);
