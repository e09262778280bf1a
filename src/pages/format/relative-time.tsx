import { boundedCache } from '../../shared/lazy/bounded-cache';
import { LOCALES } from '../../shared/text/language';
import type { View } from '../view/view';
import { formatShortTime } from './format-clock';
import { formatTime } from './format-time';

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000];
/** An older instant is shown as a date. */
const MAX_RELATIVE_MS = 7 * DAY_MS;

const formatters = boundedCache<string, Intl.RelativeTimeFormat>(10);

/** Formats an instant by its distance from `now`, in whole minutes, hours or days: "2 min ago"; a distant one as a date. */
export function formatRelative(view: Pick<View, 'language' | 'account'>, ms: number, now: number): string {
  const distance = ms - now;
  const size = Math.abs(distance);
  if (size >= MAX_RELATIVE_MS) return formatShortTime(view, ms);
  const { language } = view;
  const formatter = formatters.getOrCreate(
    language,
    () => new Intl.RelativeTimeFormat(LOCALES[language], { style: 'short', numeric: 'auto' }),
  );
  if (size < MINUTE_MS) return formatter.format(0, 'second');
  if (size < HOUR_MS) return formatter.format(Math.trunc(distance / MINUTE_MS), 'minute');
  if (size < DAY_MS) return formatter.format(Math.trunc(distance / HOUR_MS), 'hour');
  return formatter.format(Math.trunc(distance / DAY_MS), 'day');
}

/** An instant (epoch ms) by its distance from now; the exact time is its title. */
export const RelativeTime = ({ view, ms, now }: { view: View; ms: number; now: number }) => (
  <time datetime={new Date(ms).toISOString()} title={formatTime(view, ms)}>
    {formatRelative(view, ms, now)}
  </time>
);
