import { createContext } from 'hono/jsx';
import type { Language } from '../../shared/text/language';

/** The language of the page, for deeply nested components. */
export const LanguageContext = createContext<Language>('en');
