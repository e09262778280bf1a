import type { Language } from '../../shared/text/language';
import { errorReasonTexts } from './error-reason-texts';

const HTTP_ERROR = /^http_(\d{3})$/;
const httpErrors: Record<Language, (status: string) => string> = {
  en: (status) => `The store answered with error ${status}.`,
  it: (status) => `Il negozio ha risposto con l’errore ${status}.`,
};

/** Returns why something failed, in words; null for a code without any. */
export function errorReasonText(language: Language, code: string): string | null {
  const words: Record<string, string> = errorReasonTexts[language];
  if (Object.hasOwn(words, code)) return words[code] ?? null;
  const status = HTTP_ERROR.exec(code)?.[1];
  return status === undefined ? null : httpErrors[language](status);
}
