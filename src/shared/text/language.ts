/** The languages of the pages for merchants. */
export const LANGUAGES = ['it', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The locale that formats dates, numbers and amounts in each language. */
export const LOCALES: Record<Language, string> = { it: 'it-IT', en: 'en-GB' };
