import type { Language } from '../../shared/text/language';
import { errorReasonTexts } from './error-reason-texts';

const HTTP_ERROR = /^http_(\d{3})$/;
const META_ERROR = /^meta_(\d+)$/;
const httpErrors: Record<Language, (status: string) => string> = {
  en: (status) => `The store answered with error ${status}.`,
  it: (status) => `Il negozio ha risposto con l’errore ${status}.`,
};
const metaErrors: Record<Language, (number: string) => string> = {
  en: (number) => `Meta answered with error ${number}.`,
  it: (number) => `Meta ha risposto con l’errore ${number}.`,
};

/** Whether nothing but the number of an error of Meta is known here: Meta's own words say more. */
export const isUnknownToUs = (language: Language, code: string): boolean =>
  META_ERROR.test(code) && !Object.hasOwn(errorReasonTexts[language], code);

/** Returns why something failed, in words; null for a code without any. */
export function errorReasonText(language: Language, code: string): string | null {
  const words: Record<string, string> = errorReasonTexts[language];
  if (Object.hasOwn(words, code)) return words[code] ?? null;
  const [, status] = HTTP_ERROR.exec(code) ?? [];
  if (status !== undefined) return httpErrors[language](status);
  const [, number] = META_ERROR.exec(code) ?? [];
  return number === undefined ? null : metaErrors[language](number);
}
