const [WIDTH, HEIGHT, MARGIN] = [120, 28, 3];
const MIN_POINTS = 2;

/** A small line of how a number has changed, the latest at the right; gaps are skipped. Nothing with fewer than two points. */
export function Sparkline({ values, label }: { values: (number | null)[]; label: string }) {
  const known = values.filter((value) => value !== null);
  if (known.length < MIN_POINTS) return null;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const x = (index: number) => MARGIN + (index * (WIDTH - 2 * MARGIN)) / (values.length - 1);
  // A number that never changes is a line in the middle.
  const y = (value: number) =>
    high === low ? HEIGHT / 2 : HEIGHT - MARGIN - ((value - low) * (HEIGHT - 2 * MARGIN)) / (high - low);
  const points = values.flatMap((value, index) =>
    value === null ? [] : [`${x(index).toFixed(1)},${y(value).toFixed(1)}`],
  );
  const [lastX, lastY] = (points.at(-1) ?? '').split(',');
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={label}
    >
      <polyline points={points.join(' ')} />
      <circle cx={lastX} cy={lastY} r="2.5" />
    </svg>
  );
}
