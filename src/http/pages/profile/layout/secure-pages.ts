import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../../../env';

/** Nothing inline, nothing from elsewhere, in nobody's frame: what a stranger wrote is shown and never run. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What sets a stricter policy of its own, such as a picture, keeps it. */
export const securePages = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  if (!c.res.headers.has('content-security-policy')) c.res.headers.set('content-security-policy', POLICY);
  // To our own pages only: with none at all a browser would say `Origin: null` of our own forms.
  c.res.headers.set('referrer-policy', 'same-origin');
  c.res.headers.set('cross-origin-opener-policy', 'same-origin');
});
