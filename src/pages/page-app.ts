import { Hono } from 'hono';
import { etag } from 'hono/etag';
import { newBaseApp, toAppError } from '../http/base-app';
import { dependencies } from '../http/middleware/dependencies';
import { allowedMethods } from '../http/request/allowed-methods';
import type { AppEnv } from '../http/request/app-env';
import { AppError } from '../shared/errors/app-error';
import { errorPage } from './errors/error-page';
import { detectLanguage, rememberLanguage } from './language/detect-language';
import { pageSecurityHeaders } from './layout/page-security-headers';

/** Creates the app of some of the merchant's pages. Its errors are pages too. */
export function pageAppOf(routes: Hono<AppEnv>): Hono<AppEnv> {
  const app = newBaseApp();
  app.use(pageSecurityHeaders, detectLanguage, rememberLanguage);
  app.use(dependencies);
  app.use(etag());
  app.get('/account/profile/', (c) => c.redirect('/account/profile', 308));
  app.route('/account/profile', routes);

  app.notFound((c) => {
    const allowed = allowedMethods(app.routes, c.req.path);
    if (allowed.length > 0) c.header('allow', allowed.join(', '));
    if (c.req.method === 'OPTIONS' && allowed.length > 0) return c.body(null, 204);
    return errorPage(c, new AppError(allowed.length === 0 ? 'not_found' : 'method_not_allowed'));
  });
  app.onError((error, c) => errorPage(c, toAppError(error, c.get('traceId'))));
  return app;
}
