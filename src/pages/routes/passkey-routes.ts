import { type Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { makeChallenge } from '../../domain/passkeys/challenge';
import {
  addPasskey,
  listPasskeys,
  NewPasskey,
  passkeyOptions,
  removePasskey,
} from '../../domain/passkeys/manage-passkeys';
import {
  ConfirmationAnswer,
  confirmationOptions,
  confirmWithPasskey,
  PasskeyAnswer,
  signInWithPasskey,
} from '../../domain/passkeys/sign-in-with-passkey';
import { rejectMovingAccount } from '../../http/middleware/reject-moving-account';
import type { AppEnv } from '../../http/request/app-env';
import { callOriginOf } from '../../http/request/call-origin';
import { parseForm } from '../forms/parse-form';
import { readPublicForm, requireFormToken } from '../session/form-middleware';
import { requireRecentSignIn } from '../session/require-recent-sign-in';
import { requireSession } from '../session/require-session';
import { readSessionCookie, setSessionCookie } from '../session/session-cookie';
import { safeNextPath } from '../view/next-path';

const OWN_PAGE = '/account/profile/people/me';

const keysOf = (c: Context<AppEnv>) => {
  const { SECRETS_KEY, SECRETS_KEY_PREVIOUS } = c.get('settings');
  return { key: SECRETS_KEY, previousKey: SECRETS_KEY_PREVIOUS };
};
const partyOf = (c: Context<AppEnv>) => {
  const { origin, hostname } = new URL(c.req.url);
  return { origin, rpId: hostname };
};
const fieldsOf = (c: Context<AppEnv>, names: string[]) =>
  Object.fromEntries(names.map((name) => [name, c.get('form').get(name) ?? '']));

/** A first passkey needs no recent sign-in: without any, nobody could prove who they are. */
const requireProofUnlessFirst = createMiddleware<AppEnv>(async (c, next) => {
  const passkeys = await listPasskeys(c.get('deps'), c.get('caller'));
  return passkeys.length === 0 ? next() : requireRecentSignIn()(c, next);
});

/** What the script of the sign-in page and of a person's own page asks for. */
export const passkeyRoutes = new Hono<AppEnv>()
  .post('/sign-in/challenge', readPublicForm, async (c) =>
    c.json({ challenge: await makeChallenge(keysOf(c), 'sign-in', c.get('deps').now()), rp_id: partyOf(c).rpId }),
  )

  .post('/sign-in/passkey', readPublicForm, async (c) => {
    const answer = parseForm(
      PasskeyAnswer,
      fieldsOf(c, ['credential_id', 'user_handle', 'client_data', 'authenticator_data', 'signature']),
    );
    const before = await readSessionCookie(c);
    const session = await signInWithPasskey(
      c.get('deps'),
      answer,
      { keys: keysOf(c), party: partyOf(c) },
      { replaces: before?.sessionId ?? null, ...callOriginOf(c) },
    );
    await setSessionCookie(c, session);
    return c.json({ next: safeNextPath(c.get('form').get('next')) });
  })

  .post('/people/me/proof/options', requireSession, requireFormToken, async (c) =>
    c.json(await confirmationOptions(c.get('deps'), c.get('caller'), keysOf(c), partyOf(c))),
  )

  .post('/people/me/proof', requireSession, requireFormToken, async (c) => {
    const answer = parseForm(
      ConfirmationAnswer,
      fieldsOf(c, ['credential_id', 'client_data', 'authenticator_data', 'signature']),
    );
    const { sessionId, formToken } = c.get('signedIn');
    const session = await confirmWithPasskey(
      c.get('deps'),
      c.get('caller'),
      answer,
      { keys: keysOf(c), party: partyOf(c), formToken },
      { replaces: sessionId, ...callOriginOf(c) },
    );
    await setSessionCookie(c, session);
    return c.json({});
  })

  .post('/people/me/passkeys/options', requireSession, requireFormToken, requireProofUnlessFirst, async (c) =>
    c.json(await passkeyOptions(c.get('deps'), c.get('caller'), keysOf(c), partyOf(c))),
  )

  .post('/people/me/passkeys', requireSession, requireFormToken, requireProofUnlessFirst, async (c) => {
    if (c.get('signedIn').isMoving) rejectMovingAccount();
    const input = parseForm(
      NewPasskey,
      fieldsOf(c, ['name', 'client_data', 'authenticator_data', 'public_key', 'algorithm']),
    );
    await addPasskey(c.get('deps'), c.get('caller'), input, { keys: keysOf(c), party: partyOf(c) });
    return c.json({ next: `${OWN_PAGE}?done=passkey_added` });
  })

  // Only its proof is wanted: the script of the page then adds the passkey.
  .post('/people/me/passkeys/new', requireSession, requireFormToken, requireRecentSignIn(), (c) =>
    c.redirect(`${OWN_PAGE}?done=proven`, 303),
  )

  .post('/people/me/passkeys/:id/remove', requireSession, requireFormToken, requireRecentSignIn(), async (c) => {
    if (c.get('signedIn').isMoving) rejectMovingAccount();
    await removePasskey(c.get('deps'), c.get('caller'), c.req.param('id'));
    return c.redirect(`${OWN_PAGE}?done=passkey_removed`, 303);
  });
