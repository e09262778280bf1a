import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../../http/request/app-env';
import { base64Encode } from '../../shared/crypto/encoding';
import { sha256 } from '../../shared/crypto/hmac';
import { conversationsStyle, pageStyle } from '../styles/page-style';

const hashSource = async (text: string): Promise<string> => `'sha256-${base64Encode(await sha256(text))}'`;

/** No inline script, no third-party content, no framing: user content is displayed and never executed. */
const contentSecurityPolicy = async (): Promise<string> =>
  [
    "default-src 'none'",
    `style-src ${(await Promise.all([pageStyle, conversationsStyle].map(hashSource))).join(' ')}`,
    "script-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const secureHeaders = async () => ({
  'content-security-policy': await contentSecurityPolicy(),
  // Same-origin, because without a referrer a browser sends `Origin: null` with our own forms.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
});
let cachedHeaders: Awaited<ReturnType<typeof secureHeaders>> | undefined;

/** Sets the security headers of every page, including errors; a response with its own CSP, such as an image, keeps it. */
export const pageSecurityHeaders = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  // Without content there is nothing to secure, and polls get this answer most of the time.
  if (c.res.status === 304) return;
  cachedHeaders ??= await secureHeaders();
  for (const [name, value] of Object.entries(cachedHeaders)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  }
});
