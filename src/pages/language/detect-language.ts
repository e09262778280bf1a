import type { MiddlewareHandler } from 'hono';
import { setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { languageDetector } from 'hono/language';
import type { AppEnv } from '../../http/request/app-env';
import { LANGUAGES } from '../../shared/text/language';

const COOKIE = 'language';
const YEAR_S = 31_536_000;

/** Detects the language from `?lang=`, the cookie or the browser; English by default. */
export const detectLanguage = languageDetector({
  order: ['querystring', 'cookie', 'header'],
  supportedLanguages: [...LANGUAGES],
  fallbackLanguage: 'en',
  caches: false,
}) as MiddlewareHandler<AppEnv>;

/** Stores an explicit choice (`?lang=`) for a year. The browser's language is not stored: it may change. */
export const rememberLanguage = createMiddleware<AppEnv>(async (c, next) => {
  if (c.req.query('lang') === c.get('language')) {
    const kept = { path: '/account', httpOnly: true, secure: true, sameSite: 'Lax', maxAge: YEAR_S } as const;
    setCookie(c, COOKIE, c.get('language'), kept);
  }
  await next();
});
