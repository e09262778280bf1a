/** The five fills: a colour of the style sheet with a pattern, so that no series is distinguished by colour alone. */
const PATTERNS = [
  null,
  <path class="chart-mark" d="M-2 2l4-4M0 8l8-8M6 10l4-4" />,
  <path class="chart-mark" d="M0 4h8" />,
  <circle class="chart-dot" cx="4" cy="4" r="1.6" />,
  <path class="chart-mark" d="M4 0v8" />,
];

export type Series = 0 | 1 | 2 | 3 | 4;

const idOf = (chart: string, series: Series): string => `${chart}-fill-${series}`;

/** Returns the fill of a series in the chart with this id. */
export const fillOf = (chart: string, series: Series): string => `url(#${idOf(chart, series)})`;

/** Defines the patterns of a chart; a chart with a single series needs none. */
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

/** Names each fill, with its total. */
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
