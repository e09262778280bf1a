import type { View } from '../view/view';
import { formatMinute } from './format-clock';
import { formatTime } from './format-time';

/** An instant (epoch ms) as a `<time>` element, to the minute; to the second in its title. */
export const Time = ({ view, ms }: { view: View; ms: number }) => (
  <time datetime={new Date(ms).toISOString()} title={formatTime(view, ms)}>
    {formatMinute(view, ms)}
  </time>
);
