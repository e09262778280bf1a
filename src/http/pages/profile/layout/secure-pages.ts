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

/** What every page says to the browser. */
const SECURE_HEADERS = {
  'content-security-policy': POLICY,
  // To our own pages only: with none at all a browser would say `Origin: null` of our own forms.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

/** Says so of each page, of a refusal too; what sets a stricter policy of its own, such as a picture, keeps it. */
export const securePages = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(SECURE_HEADERS)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  }
});
