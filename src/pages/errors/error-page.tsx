import type { Context } from 'hono';
import { httpStatusOf, retryAfterOf } from '../../http/errors/problem';
import type { AppEnv } from '../../http/request/app-env';
import { optionalVariable } from '../../http/request/optional-variable';
import { AppError } from '../../shared/errors/app-error';
import { Document } from '../layout/document';
import { PageLayout } from '../layout/page-layout';
import { renderPage } from '../layout/render-page';
import { hasSessionCookie } from '../session/session-cookie';
import { pathWithoutKey } from '../view/path-without-key';
import { viewOf } from '../view/view';
import { errorPageTexts } from './error-page-texts';

const HOME_PATH = '/account/profile/home';

/**
 * Renders an error as a page, with the navigation once the session is known; an unauthenticated request is redirected to the
 * sign-in.
 */
export function errorPage(c: Context<AppEnv>, failure: AppError) {
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
  const t: Record<string, string> & (typeof errorPageTexts)['en'] = errorPageTexts[language];
  const isPerson = optionalVariable(c, 'caller')?.actor.type === 'person';
  const code = failure.code === 'missing_scope' && isPerson ? 'missing_role' : failure.code;
  const title = code === 'not_found' ? t.notFoundTitle : t.title;
  const content = (
    <>
      <p class="notice bad" role="alert">
        {t[code] ?? (httpStatusOf(failure.code) < 500 ? failure.message : t.other)}
      </p>
      <p class="hint">
        {t.trace} <code>{c.get('traceId')}</code>
      </p>
      <p>
        <a class="button" href={HOME_PATH}>
          {t.back}
        </a>
      </p>
    </>
  );
  const page = optionalVariable(c, 'signedIn') ? (
    <PageLayout view={{ ...viewOf(c), path: HOME_PATH }} title={title} navSection={null}>
      {content}
    </PageLayout>
  ) : (
    <Document language={language} title={title}>
      <main id="content">
        <h1>{title}</h1>
        {content}
      </main>
    </Document>
  );
  for (const [name, value] of Object.entries(retryAfterOf(failure))) c.header(name, value);
  return renderPage(c, page, httpStatusOf(failure.code));
}
