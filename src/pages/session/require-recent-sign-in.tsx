import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { hasRecentProof } from '../../domain/access/recent-proof';
import type { Scope } from '../../domain/keys/scopes';
import { listPasskeys } from '../../domain/passkeys/manage-passkeys';
import { httpStatusOf, problemResponse } from '../../http/errors/problem';
import type { AppEnv } from '../../http/request/app-env';
import { AppError } from '../../shared/errors/app-error';
import { renderPage } from '../layout/render-page';
import { safeNextPath } from '../view/next-path';
import { accessAssertion } from './access-assertion';
import { authorizeForm } from './form-middleware';
import { ProofPage } from './proof-page';

const tooOld = () => new AppError('sign_in_too_old');

/** The page from which a form was sent. */
function pageBefore(c: Context<AppEnv>): string {
  const referrer = URL.parse(c.req.header('referer') ?? '');
  return safeNextPath(referrer?.origin === new URL(c.req.url).origin ? referrer.pathname + referrer.search : null);
}

/** Returns whether whoever signed in may make a dangerous change now. */
export const isRecentlyProven = (c: Context<AppEnv>): Promise<boolean> =>
  hasRecentProof(c.get('deps'), c.get('caller'), {
    startedAt: c.get('signedIn').startedAt,
    assertion: accessAssertion(c),
  });

/** Asks for a passkey if the sign-in was too long ago; a script that asks for JSON gets sign_in_too_old. */
export const requireRecentSignIn = (isDangerous: (form: URLSearchParams) => boolean = () => true) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const fields = c.get('form');
    if (!isDangerous(fields) || (await isRecentlyProven(c))) return next();
    if (c.req.header('accept') === 'application/json') return problemResponse(tooOld(), c.get('traceId'));
    const passkeys = await listPasskeys(c.get('deps'), c.get('caller'));
    const page = (
      <ProofPage
        language={c.get('language')}
        action={c.req.path}
        fields={fields}
        back={pageBefore(c)}
        hasPasskey={passkeys.length > 0}
      />
    );
    return renderPage(c, page, httpStatusOf('sign_in_too_old'));
  });

/** Authorizes a form whose change is dangerous: also the sign-in must be recent. */
export const authorizeDangerousForm = (scope: Scope, isDangerous?: (form: URLSearchParams) => boolean) =>
  [...authorizeForm(scope), requireRecentSignIn(isDangerous)] as const;
