import { Fills, fillOf, type Series } from './series';

const ROW = 44;
const BAR_TOP = 20;
const BAR_HEIGHT = 14;
/** Longer names are cut; the table has them in full. */
const MAX_GRAPHEMES = 60;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Cuts a name between graphemes, so that no emoji is split. */
function shorten(name: string): string {
  // A letter of a hostile name can have thousands of marks above each other.
  const few = [...graphemes.segment(name.slice(0, 200))]
    .slice(0, MAX_GRAPHEMES + 1)
    .map(({ segment }) => segment.slice(0, 24));
  return few.length > MAX_GRAPHEMES ? `${few.slice(0, MAX_GRAPHEMES - 1).join('')}…` : few.join('');
}

/** Draws a horizontal bar for each row, with its name and number. Fills its container, as DayBars does. */
export function RowBars({
  id,
  title,
  description,
  rows,
  series,
}: {
  id: string;
  title: string;
  description: string;
  /** `parts` are fractions of the longest bar, which is 1; `value` is the formatted total. */
  rows: { name: string; value: string; parts: number[] }[];
  /** The fill of each part. */
  series: Series[];
}) {
  return (
    <svg class="chart" role="img" aria-labelledby={`${id}-title ${id}-desc`} width="100%" height={rows.length * ROW}>
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-desc`}>{description}</desc>
      <Fills chart={id} series={series} />
      {rows.map(({ name, value, parts }, i) => {
        let before = 0;
        return (
          <>
            {/* The nested SVG clips a name that does not fit beside the number. */}
            <svg class="chart" y={i * ROW} width="68%" height={BAR_TOP}>
              <text class="chart-text" y="14">
                {shorten(name)}
              </text>
            </svg>
            <text class="chart-text" x="100%" y={i * ROW + 14} text-anchor="end">
              {value}
            </text>
            <line
              class="chart-grid"
              x1="0"
              x2="100%"
              y1={i * ROW + BAR_TOP + BAR_HEIGHT}
              y2={i * ROW + BAR_TOP + BAR_HEIGHT}
            />
            {parts.map((part, each) => {
              const x = before;
              before += part;
              if (part === 0) return null;
              const place = { y: i * ROW + BAR_TOP, height: BAR_HEIGHT };
              return (
                <>
                  <rect fill={fillOf(id, series[each] as Series)} x={percent(x)} width={percent(part)} {...place} />
                  {x > 0 && <rect class="chart-dot" x={percent(x)} width="1" {...place} />}
                </>
              );
            })}
          </>
        );
      })}
    </svg>
  );
}

const percent = (share: number): string => `${Math.round(share * 100_000) / 1_000}%`;
