import { createContext } from 'hono/jsx';
import type { Language } from '../../shared/language';

/** The language of the document around, for what is deep within it and is not told. */
export const LanguageContext = createContext<Language>('en');
