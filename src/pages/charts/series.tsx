/** The five fills: each a colour of the style sheet and a pattern of its own, so that none is known by its colour alone. */
const PATTERNS = [
  null,
  <path class="chart-mark" d="M-2 2l4-4M0 8l8-8M6 10l4-4" />,
  <path class="chart-mark" d="M0 4h8" />,
  <circle class="chart-dot" cx="4" cy="4" r="1.6" />,
  <path class="chart-mark" d="M4 0v8" />,
];

/** One of the fills. */
export type Series = 0 | 1 | 2 | 3 | 4;

const idOf = (chart: string, series: Series): string => `${chart}-fill-${series}`;

/** What a shape of a series is filled with, in the chart with this id. */
export const fillOf = (chart: string, series: Series): string => `url(#${idOf(chart, series)})`;

/** The patterns that a chart fills its shapes with; a series that is alone is known without one. */
export const Fills = ({ chart, series }: { chart: string; series: Series[] }) => (
  <defs>
    {series.map((each) => (
      <pattern id={idOf(chart, each)} width="8" height="8" patternUnits="userSpaceOnUse">
        <rect class={`chart-${each + 1}`} width="8" height="8" />
        {series.length > 1 && PATTERNS[each]}
      </pattern>
    ))}
  </defs>
);

/** Says which fill is what, each with its number. */
export const Legend = ({
  chart,
  entries,
}: {
  chart: string;
  entries: { series: Series; label: string; value: string }[];
}) => (
  <ul class="legend">
    {entries.map(({ series, label, value }) => (
      <li>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <rect width="16" height="16" fill={fillOf(chart, series)} />
        </svg>{' '}
        {label} <strong>{value}</strong>
      </li>
    ))}
  </ul>
);
