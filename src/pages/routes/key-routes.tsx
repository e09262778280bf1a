import { Hono } from 'hono';
import type { MakeIdempotencyRecord } from '../../domain/idempotency-record';
import { requireScope } from '../../domain/keys/authenticate';
import { type CreatedKey, CreateKey, createKey, revokeKey, rotateKey } from '../../domain/keys/manage-keys';
import type { AppEnv } from '../../http/request/app-env';
import { withIdempotency } from '../../http/request/with-idempotency';
import { AppError } from '../../shared/errors/app-error';
import { ConfirmPage } from '../confirm/confirm-page';
import { renderDevelopers } from '../developers/developers-page';
import { formErrorsFrom } from '../forms/form-errors-from';
import { parseForm } from '../forms/parse-form';
import { renderPage } from '../layout/render-page';
import { authorizeDangerousForm } from '../session/require-recent-sign-in';
import { KEY_FORM } from '../set-up/api/api-section';
import { apiTexts } from '../set-up/api/api-texts';
import { loadSetUp } from '../set-up/page/set-up-page';
import { viewOf } from '../view/view';

const DEVELOPERS_PATH = '/account/profile/developers';
/** How long the old key keeps working after a rotation. */
const OVERLAP_S = 86_400;

/** The members as for the API. No checked box means no scope, whereas an API client that omits the scopes gets all. */
function readKeyForm(form: URLSearchParams) {
  const expiry = form.get('expires_at')?.trim();
  return {
    name: form.get('name')?.trim(),
    scopes: form.getAll('scopes'),
    ...(expiry ? { expires_at: expiry } : {}),
  };
}

const present = ({ row, apiKey }: CreatedKey) => ({ name: row.name, apiKey });

/** The page for developers, and the keys of the API. */
export const keyRoutes = new Hono<AppEnv>()
  .get('/developers', async (c) => renderDevelopers(c, await loadSetUp(c)))

  .post('/keys', ...authorizeDangerousForm('settings:write'), async (c) => {
    const form = c.get('form');
    const make = (idempotencyRecord: MakeIdempotencyRecord<CreatedKey>) =>
      createKey(c.get('deps'), c.get('caller'), parseForm(CreateKey, readKeyForm(form)), idempotencyRecord);
    try {
      const madeKey = await withIdempotency(c, c.get('caller').account.accountId, make, present);
      return renderDevelopers(c, await loadSetUp(c), { newKey: madeKey });
    } catch (error) {
      const formErrors = formErrorsFrom(error, KEY_FORM, form);
      return renderDevelopers(c, await loadSetUp(c), { formErrors });
    }
  })

  .post('/keys/:id/rotate', ...authorizeDangerousForm('settings:write'), async (c) => {
    const rotate = (idempotencyRecord: MakeIdempotencyRecord<CreatedKey>) =>
      rotateKey(
        c.get('deps'),
        c.get('caller'),
        { keyId: c.req.param('id'), overlapSeconds: OVERLAP_S },
        idempotencyRecord,
      );
    const madeKey = await withIdempotency(c, c.get('caller').account.accountId, rotate, present);
    return renderDevelopers(c, await loadSetUp(c), { newKey: madeKey });
  })

  .get('/keys/:id/revoke', async (c) => {
    const rows = await loadSetUp(c);
    requireScope(c.get('caller'), 'settings:write');
    const key = rows.keys.find(({ keyId }) => keyId === c.req.param('id'));
    if (!key) throw new AppError('not_found', 'There is no such key');
    const isWebhookKey = rows.webhookKeys.some(({ keyId }) => keyId === key.keyId);
    const [view, t] = [viewOf(c), apiTexts[c.get('language')]];
    const page = (
      <ConfirmPage
        view={view}
        navSection="developers"
        title={t.revokeTitle(key.name)}
        action={c.req.path}
        submit={t.revokeForGood}
        back={DEVELOPERS_PATH}
      >
        <p>{isWebhookKey ? t.revokeWebhookHint : t.revokeHint}</p>
      </ConfirmPage>
    );
    return renderPage(c, page);
  })

  .post('/keys/:id/revoke', ...authorizeDangerousForm('settings:write'), async (c) => {
    await revokeKey(c.get('deps'), c.get('caller'), c.req.param('id'));
    return c.redirect(`${DEVELOPERS_PATH}?done=key_revoked#api`, 303);
  });
