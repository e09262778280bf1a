import type { View } from '../view/view';
import { formatTime } from './format-time';

/** An instant (epoch ms) as a `<time>` element. */
export const Time = ({ view, ms }: { view: View; ms: number }) => (
  <time datetime={new Date(ms).toISOString()}>{formatTime(view, ms)}</time>
);
