import type { Language } from '../../shared/text/language';
import { layoutTexts } from './layout-texts';

/** A link to the same page in the other language. */
export function LanguageSwitch({ language, path }: { language: Language; path: string }) {
  const other = language === 'it' ? 'en' : 'it';
  const url = new URL(path, 'https://page');
  url.searchParams.set('lang', other);
  return (
    <a href={`${url.pathname}${url.search}`} lang={other} hreflang={other} class="language">
      {layoutTexts[language].otherLanguage}
    </a>
  );
}
