import { createMiddleware } from 'hono/factory';
import { requireScope } from '../../domain/keys/authenticate';
import { rejectMovingAccount } from '../../http/middleware/reject-moving-account';
import type { AppEnv } from '../../http/request/app-env';
import { readBody } from '../../http/request/read-body';
import { secretsMatch } from '../../shared/crypto/hmac';
import { AppError } from '../../shared/errors/app-error';
import { isCrossSite } from './form-middleware';
import { requireSession } from './require-session';

/** The largest PDF, and the rest of the form. */
const MAX_UPLOAD_BYTES = 16_000_000;

/** Authorizes a form with a file by `messages:write`. It is read after the session, because it is large. */
export const authorizeUpload = [
  requireSession,
  createMiddleware<AppEnv>(async (c, next) => {
    requireScope(c.get('caller'), 'messages:write');
    if (c.get('signedIn').isMoving) rejectMovingAccount();
    if (isCrossSite(c)) throw new AppError('form_refused');
    const type = c.req.header('content-type') ?? '';
    if (!type.startsWith('multipart/form-data')) throw new AppError('form_unreadable');
    const read = await readBody(c.req.raw, MAX_UPLOAD_BYTES);
    if (!read.ok) throw new AppError('body_too_large', `A file may have ${MAX_UPLOAD_BYTES} bytes`);
    const body = new Blob([read.bytes]);
    const form = await new Request(c.req.url, { method: 'POST', body, headers: { 'content-type': type } })
      .formData()
      .catch(() => {
        throw new AppError('form_unreadable');
      });
    const token = form.get('form_token');
    if (!(await secretsMatch(typeof token === 'string' ? token : '', c.get('signedIn').formToken)))
      throw new AppError('form_refused');
    c.set('upload', form);
    await next();
  }),
] as const;
