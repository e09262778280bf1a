import { niceAxisMax } from './axis-max';
import { Fills, fillOf, type Series } from './series';

const TOP = 18;
const HEIGHT = 180;
const BOTTOM = TOP + HEIGHT;
/** The number of day labels that fit on a phone. */
const MAX_LABELS = 7;

const tenth = (value: number): number => Math.round(value * 10) / 10;
const percent = (value: number): string => `${Math.round(value * 1_000) / 1_000}%`;

/**
 * Draws a stacked bar for each day. Horizontal positions are percentages: the chart fills its container while its height and
 * font size stay the same.
 */
export function DayBars({
  id,
  title,
  description,
  days,
  series,
  format,
}: {
  id: string;
  title: string;
  description: string;
  /** `tooltip` describes the whole day. */
  days: { label: string; tooltip: string; values: number[] }[];
  /** The fill of each value of a day, from the bottom up. */
  series: Series[];
  format: (value: number) => string;
}) {
  const top = niceAxisMax(Math.max(...days.map(({ values }) => values.reduce((sum, value) => sum + value, 0))));
  const slot = 100 / days.length;
  const heightOf = (value: number): number => (value / top) * HEIGHT;
  const labelled = days.length <= MAX_LABELS ? [...days.keys()] : [0, Math.floor(days.length / 2), days.length - 1];
  const isEdge = (i: number): boolean => days.length > MAX_LABELS && i !== labelled[1];
  return (
    <svg class="chart" role="img" aria-labelledby={`${id}-title ${id}-desc`} width="100%" height={BOTTOM + 22}>
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-desc`}>{description}</desc>
      <Fills chart={id} series={series} />
      {[top, top / 2].map((value) => (
        <line class="chart-grid" x1="0" x2="100%" y1={BOTTOM - heightOf(value)} y2={BOTTOM - heightOf(value)} />
      ))}
      {days.map(({ tooltip, values }, i) => {
        let below = 0;
        const bars = values.flatMap((value, each) => {
          if (value === 0) return [];
          below += value;
          // A dot is left free above another one; what is there at all is seen.
          const height = Math.max(tenth(heightOf(value)) - (below === value ? 0 : 1), 1);
          const place = { x: percent((i + 0.1) * slot), width: percent(slot * 0.8), height };
          const y = tenth(BOTTOM - heightOf(below));
          return [<rect fill={fillOf(id, series[each] as Series)} y={y} {...place} />];
        });
        return bars.length === 0 ? null : (
          <g>
            <title>{tooltip}</title>
            {bars}
          </g>
        );
      })}
      {[top, top / 2].map((value) => (
        <text class="chart-text chart-over" x="0" y={BOTTOM - heightOf(value) - 4}>
          {format(value)}
        </text>
      ))}
      <line class="chart-line" x1="0" x2="100%" y1={BOTTOM} y2={BOTTOM} />
      {labelled.map((i) => (
        <text
          class="chart-text"
          x={percent(isEdge(i) ? (i === 0 ? 0 : 100) : (i + 0.5) * slot)}
          y={BOTTOM + 16}
          text-anchor={isEdge(i) ? (i === 0 ? 'start' : 'end') : 'middle'}
        >
          {days[i]?.label}
        </text>
      ))}
    </svg>
  );
}
