import { type Context, Hono } from 'hono';
import type { MakeIdempotencyRecord } from '../../domain/idempotency-record';
import { requireScope } from '../../domain/keys/authenticate';
import { listPasskeys } from '../../domain/passkeys/manage-passkeys';
import { invitationState } from '../../domain/people/accept-invitation';
import {
  type CreatedInvitation,
  CreateInvitation,
  createInvitation,
  listInvitations,
  revokeInvitation,
} from '../../domain/people/invitations';
import {
  ChangePerson,
  changePerson,
  endSession,
  findPerson,
  listPeople,
  listSessions,
  removePerson,
} from '../../domain/people/manage-people';
import type { AppEnv } from '../../http/request/app-env';
import { withIdempotency } from '../../http/request/with-idempotency';
import { invitationUrl } from '../../http/resources/person';
import { isId } from '../../shared/crypto/ids';
import { AppError } from '../../shared/errors/app-error';
import type { FormErrors } from '../forms/form-errors';
import { parseForm } from '../forms/parse-form';
import { renderPage } from '../layout/render-page';
import { INVITATION_FORM, PEOPLE_PATH, PERSON_FORM, PeoplePage } from '../people/people-page';
import { PersonPage } from '../people/person-page';
import { authorizeForm, requireFormToken } from '../session/form-middleware';
import { authorizeDangerousForm, isRecentlyProven } from '../session/require-recent-sign-in';
import { requireSession } from '../session/require-session';
import { viewOf } from '../view/view';
import { auditRoutes } from './audit-routes';
import { passkeyRoutes } from './passkey-routes';
import { peopleConfirmRoutes } from './people-confirm-routes';

const MAX_PEOPLE = 100;
const MAX_INVITATIONS = 100;

type Result = { formErrors?: FormErrors; made?: { name: string; url: string } };

async function renderPeople(c: Context<AppEnv>, result: Result = {}) {
  requireScope(c.get('caller'), 'settings:read');
  const after = c.req.query('after') ?? '';
  const [deps, caller] = [c.get('deps'), c.get('caller')];
  const [people, invitations] = await Promise.all([
    listPeople(deps, caller, { limit: MAX_PEOPLE, after: isId('prs', after) ? after : null }),
    listInvitations(deps, caller, { limit: MAX_INVITATIONS, after: null }),
  ]);
  const now = deps.now();
  const open = invitations.rows.filter((row) => invitationState(row, now) === 'pending');
  const view = viewOf(c);
  const page = (
    <PeoplePage
      view={{ ...view, path: c.req.method === 'GET' ? view.path : PEOPLE_PATH }}
      people={people.rows}
      nextPage={people.more ? `${PEOPLE_PATH}?after=${people.rows.at(-1)?.personId ?? ''}` : null}
      invitations={{ rows: open, more: invitations.more }}
      formErrors={result.formErrors ?? null}
      made={result.made ?? null}
      done={c.req.query('done')}
    />
  );
  return renderPage(c, page, result.formErrors ? 422 : 200);
}

const SHOWN_CODES = ['validation_failed', 'person_exists', 'last_owner'];

/** Turns what a form got wrong into its errors; rethrows any other error. */
function errorsOf(error: unknown, form: string, values: URLSearchParams): FormErrors {
  if (!(error instanceof AppError) || !SHOWN_CODES.includes(error.code)) throw error;
  const issues = error.issues.length > 0 ? error.issues : [{ path: '', code: error.code, message: error.message }];
  return { form, issues, values };
}

/** Roles that may change the account's settings or people. */
const invitesWithPower = (form: URLSearchParams): boolean => ['owner', 'admin'].includes(form.get('role') ?? '');

/** Returns the id of the person who signed in; fails with not_found for a key, which has no page of its own. */
function ownId(c: Context<AppEnv>): string {
  const { actor } = c.get('caller');
  if (actor.type !== 'person') throw new AppError('not_found');
  return actor.id;
}

/** The account's people, and each person's own passkeys and sessions. */
/** A person has 20 sessions at most. */
const ALL_SESSIONS = { limit: 20, after: null };

export const peopleRoutes = new Hono<AppEnv>()
  .get('/people', requireSession, (c) => renderPeople(c))

  .post('/people/invitations', ...authorizeDangerousForm('people:write', invitesWithPower), async (c) => {
    const form = c.get('form');
    const { accountId } = c.get('caller').account;
    const make = (makeRecord: MakeIdempotencyRecord<CreatedInvitation>) => {
      const input = { name: form.get('name'), email: form.get('email'), role: form.get('role') };
      return createInvitation(c.get('deps'), c.get('caller'), parseForm(CreateInvitation, input), makeRecord);
    };
    const { origin } = new URL(c.req.url);
    try {
      const made = await withIdempotency(c, accountId, make, ({ invitation, token }) => ({
        name: invitation.name,
        url: invitationUrl(origin, accountId, token),
      }));
      return await renderPeople(c, { made });
    } catch (error) {
      return renderPeople(c, { formErrors: errorsOf(error, INVITATION_FORM, form) });
    }
  })

  .post('/people/invitations/:id/revoke', ...authorizeForm('people:write'), async (c) => {
    await revokeInvitation(c.get('deps'), c.get('caller'), c.req.param('id'));
    return c.redirect(`${PEOPLE_PATH}?done=revoked`, 303);
  })

  .get('/people/me', requireSession, async (c) => {
    const [deps, caller, personId] = [c.get('deps'), c.get('caller'), ownId(c)];
    const [person, passkeys, sessions] = await Promise.all([
      findPerson(deps, caller, personId),
      listPasskeys(deps, caller),
      listSessions(deps, caller, personId, ALL_SESSIONS),
    ]);
    const ownSession = caller.origin?.session ?? null;
    const page = (
      <PersonPage
        view={viewOf(c)}
        person={person}
        passkeys={passkeys}
        sessions={sessions.rows}
        ownSession={ownSession}
        isProven={await isRecentlyProven(c)}
        now={deps.now()}
        done={c.req.query('done')}
      />
    );
    return renderPage(c, page);
  })

  .post('/people/me/sessions/:session/end', requireSession, requireFormToken, async (c) => {
    const publicId = c.req.param('session');
    await endSession(c.get('deps'), c.get('caller'), { personId: ownId(c), publicId });
    return c.redirect(`${PEOPLE_PATH}/me?done=session_ended`, 303);
  })
  .route('/', auditRoutes)
  .route('/', passkeyRoutes)
  .route('/', peopleConfirmRoutes)

  .get('/people/:id', requireSession, async (c) => {
    const [deps, caller, personId] = [c.get('deps'), c.get('caller'), c.req.param('id')];
    if (personId === caller.actor.id) return c.redirect(`${PEOPLE_PATH}/me`, 303);
    requireScope(caller, 'settings:read');
    const [person, sessions] = await Promise.all([
      findPerson(deps, caller, personId),
      listSessions(deps, caller, personId, ALL_SESSIONS),
    ]);
    const page = (
      <PersonPage
        view={viewOf(c)}
        person={person}
        passkeys={null}
        sessions={sessions.rows}
        ownSession={null}
        isProven={false}
        now={deps.now()}
        done={c.req.query('done')}
      />
    );
    return renderPage(c, page);
  })

  .post('/people/:id/role', ...authorizeDangerousForm('people:write'), async (c) => {
    const form = c.get('form');
    try {
      const input = parseForm(ChangePerson, { role: form.get('role') });
      await changePerson(c.get('deps'), c.get('caller'), { personId: c.req.param('id'), input });
    } catch (error) {
      return renderPeople(c, { formErrors: errorsOf(error, PERSON_FORM, form) });
    }
    return c.redirect(`${PEOPLE_PATH}?done=changed`, 303);
  })

  .post('/people/:id/remove', ...authorizeDangerousForm('people:write'), async (c) => {
    try {
      await removePerson(c.get('deps'), c.get('caller'), c.req.param('id'));
    } catch (error) {
      return renderPeople(c, { formErrors: errorsOf(error, PERSON_FORM, c.get('form')) });
    }
    return c.redirect(`${PEOPLE_PATH}?done=removed`, 303);
  })

  .post('/people/:id/sessions/:session/end', ...authorizeForm('people:write'), async (c) => {
    const { id: personId, session: publicId } = c.req.param();
    await endSession(c.get('deps'), c.get('caller'), { personId, publicId });
    return c.redirect(`${PEOPLE_PATH}/${personId}?done=session_ended`, 303);
  });
