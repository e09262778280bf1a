import { type Language, LOCALES } from '../../shared/text/language';

/** Formats for numbers and days. Creating a formatter costs 100 times as much as using it, so each is created once. */
const formatsIn = (language: Language) => {
  const locale = LOCALES[language];
  // A day is a date without a zone, read as one of UTC.
  const day = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'short' });
  const date = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'long' });
  const count = new Intl.NumberFormat(locale);
  return {
    /** `2026-10-25` as "25 ott". */
    day: (text: string): string => day.format(new Date(text)),
    /** `2026-10-25` as "25 ottobre 2026". */
    date: (text: string): string => date.format(new Date(text)),
    count: (value: number): string => count.format(value),
  };
};

export const overviewFormats = { it: formatsIn('it'), en: formatsIn('en') };
