import type { JsonValue } from '../../../shared/json/json';
import { isJsonObject } from '../../../shared/json/json';
import { type Language, LOCALES } from '../../../shared/text/language';
import type { Setting } from '../settings/setting';

const TEXTS = {
  it: {
    none: 'nessun valore',
    empty: 'vuoto',
    added: 'aggiunte',
    removed: 'tolte',
    order: 'in un altro ordine',
    yes: 'sì',
    no: 'no',
    days: { mon: 'lun', tue: 'mar', wed: 'mer', thu: 'gio', fri: 'ven', sat: 'sab', sun: 'dom' },
    day: ['giorno', 'giorni'],
  },
  en: {
    none: 'no value',
    empty: 'empty',
    added: 'added',
    removed: 'removed',
    order: 'in another order',
    yes: 'yes',
    no: 'no',
    days: { mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat', sun: 'Sun' },
    day: ['day', 'days'],
  },
} as const;
const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const UNITS: Record<string, string> = { s: 's', m: 'min', h: 'h' };
const MAX_LENGTH = 120;

/** Describes a duration as a merchant reads it, such as "24 h"; empty for a text that is none. */
export function describeDuration(value: string, language: Language): string {
  const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(value) ?? [];
  if (count === undefined) return '';
  const [one, several] = TEXTS[language].day;
  return `${count} ${UNITS[unit] ?? (count === '1' ? one : several)}`;
}

/** Names days in the order of the week; three or more in a row as the first and the last. */
function describeDays(given: string[], language: Language): string {
  const runs: (typeof WEEK)[number][][] = [];
  for (const [i, day] of WEEK.entries()) {
    if (!given.includes(day)) continue;
    const last = runs.at(-1);
    if (last && last.at(-1) === WEEK[i - 1]) last.push(day);
    else runs.push([day]);
  }
  const { days } = TEXTS[language];
  const name = (day: (typeof WEEK)[number] | undefined): string => (day ? days[day] : '');
  return runs
    .map((run) => (run.length > 2 ? `${name(run[0])}–${name(run.at(-1))}` : run.map(name).join(', ')))
    .join(', ');
}

const plain = (value: JsonValue | undefined): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);
const cut = (text: string): string => (text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text);

/** Describes the value of a setting as a merchant reads it, such as "24 h"; a long text is cut. Null is no value. */
export function describeValue(setting: Setting, value: JsonValue, language: Language): string {
  const t = TEXTS[language];
  if (value === null) return t.none;
  if (value === '') return t.empty;
  if (setting.type === 'duration') return describeDuration(plain(value), language);
  if (setting.type === 'boolean') return value === true ? t.yes : t.no;
  if (setting.type === 'number') return Number(value).toLocaleString(LOCALES[language], { maximumFractionDigits: 20 });
  if (setting.type === 'choice') {
    return setting.choices.find((choice) => choice.value === value)?.label?.[language] ?? plain(value);
  }
  if (setting.type === 'hours' && isJsonObject(value) && Array.isArray(value.days)) {
    return `${describeDays(value.days.map(plain), language)} ${plain(value.from)}–${plain(value.to)}`;
  }
  return cut(Array.isArray(value) ? value.map(plain).join(', ') : plain(value));
}

/** Describes what of a long list of words has changed, such as "added «ok», «va bene»; removed «sì»". */
function describeWordChange(before: JsonValue[], after: JsonValue[], language: Language): string {
  const t = TEXTS[language];
  const quote = (words: JsonValue[]): string => cut(words.map((word) => `«${plain(word)}»`).join(', '));
  const added = after.filter((word) => !before.includes(word));
  const removed = before.filter((word) => !after.includes(word));
  const parts = [
    ...(added.length > 0 ? [`${t.added} ${quote(added)}`] : []),
    ...(removed.length > 0 ? [`${t.removed} ${quote(removed)}`] : []),
  ];
  return parts.length > 0 ? parts.join('; ') : t.order;
}

/** Describes how the value of a setting has changed, such as "24 h → 12 h". A value that another type had reads as it did then. */
export function describeChange(
  before: { setting: Setting; value: JsonValue },
  after: { setting: Setting; value: JsonValue },
  language: Language,
): string {
  const words = [before, after].map(({ setting, value }) => describeValue(setting, value, language));
  const isLong = words.some((text) => text.length > MAX_LENGTH);
  return isLong && Array.isArray(before.value) && Array.isArray(after.value)
    ? describeWordChange(before.value, after.value, language)
    : words.join(' → ');
}
