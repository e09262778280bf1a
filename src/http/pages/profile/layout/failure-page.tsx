import type { Context } from 'hono';
import { Failure } from '../../../../shared/failure';
import type { AppEnv } from '../../../env';
import { statusOf } from '../../../problem';
import { hasSessionCookie } from '../session/cookie';
import { answerPage } from './answer-page';
import { Document } from './document';
import { failureTexts } from './failure-texts';
import { pathWithoutKey } from './path-without-key';

/** A refusal as a page; one of who has not signed in, or no longer, leads to the sign-in. */
export function failurePage(c: Context<AppEnv>, failure: Failure) {
  if (failure.code === 'unauthorized') {
    const isPage = c.req.method === 'GET' || c.req.method === 'HEAD';
    const reason = isPage ? (hasSessionCookie(c) ? 'ended' : null) : 'unsent';
    const query = new URLSearchParams({
      ...(reason === null ? {} : { reason }),
      ...(isPage ? { next: pathWithoutKey(new URL(c.req.url)) } : {}),
    });
    return c.redirect(`/account/profile/sign-in?${query.toString()}`, 303);
  }
  const language = c.get('language');
  const t: Record<string, string> & (typeof failureTexts)['en'] = failureTexts[language];
  const page = (
    <Document language={language} title={t.title}>
      <main id="content">
        <h1>{t.title}</h1>
        <p class="notice bad" role="alert">
          {t[failure.code] ?? (statusOf(failure.code) < 500 ? failure.message : t.other)}
        </p>
        <p>
          {t.trace} <code>{c.get('traceId')}</code>
        </p>
        <p>
          <a href="/account/profile">{t.back}</a>
        </p>
      </main>
    </Document>
  );
  return answerPage(c, page, statusOf(failure.code));
}
