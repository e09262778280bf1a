import { type Language, LOCALES } from '../../shared/text/language';

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000];

const inUnit = (language: Language, value: number, unit: 'minute' | 'hour' | 'day', digits: number): string =>
  new Intl.NumberFormat(LOCALES[language], {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  }).format(value);

/** Formats a duration by its largest unit: "14 min", "2.5 hrs", "3 days"; at least one minute. */
export function formatDuration(language: Language, ms: number): string {
  if (ms < HOUR_MS) return inUnit(language, Math.max(1, Math.round(ms / MINUTE_MS)), 'minute', 0);
  if (ms < 2 * DAY_MS) return inUnit(language, ms / HOUR_MS, 'hour', 1);
  return inUnit(language, ms / DAY_MS, 'day', 1);
}
