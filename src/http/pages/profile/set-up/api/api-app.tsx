import { Hono } from 'hono';
import type { Claim } from '../../../../../domain/idempotency';
import { type CreatedKey, CreateKey, createKey, revokeKey, rotateKey } from '../../../../../domain/keys/manage-keys';
import type { AppEnv } from '../../../../env';
import { once } from '../../../../idempotency';
import { signedForm } from '../../session/forms';
import { parseForm } from '../../session/parse-form';
import { refusedForm } from '../refuse-form';
import { loadSetUp, showSetUp } from '../show-set-up';
import { KEY_FORM } from './api-section';

/** How long a key that is rotated by hand works beside the new one. */
const OVERLAP_S = 86_400;

/** The members as an API client would give them. No box ticked is no scope, where an API client that names none means all. */
function keyInput(form: URLSearchParams) {
  const expiry = form.get('expires_at')?.trim();
  return {
    name: form.get('name')?.trim(),
    scopes: form.getAll('scopes'),
    ...(expiry ? { expires_at: expiry } : {}),
  };
}

const present = ({ row, apiKey }: CreatedKey) => ({ name: row.name, apiKey });

export const apiApp = new Hono<AppEnv>()
  .post('/keys', ...signedForm('settings:write'), async (c) => {
    const form = c.get('form');
    const make = (claim: Claim<CreatedKey>) =>
      createKey(c.get('deps'), c.get('caller'), parseForm(CreateKey, keyInput(form)), claim);
    try {
      const madeKey = await once(c, c.get('caller').account.accountId, make, present);
      return showSetUp(c, await loadSetUp(c), { madeKey });
    } catch (error) {
      const refused = refusedForm(error, KEY_FORM, form);
      return showSetUp(c, await loadSetUp(c), { refused });
    }
  })

  .post('/keys/:id/rotate', ...signedForm('settings:write'), async (c) => {
    const rotate = (claim: Claim<CreatedKey>) =>
      rotateKey(c.get('deps'), c.get('caller'), { keyId: c.req.param('id'), overlapSeconds: OVERLAP_S }, claim);
    const madeKey = await once(c, c.get('caller').account.accountId, rotate, present);
    return showSetUp(c, await loadSetUp(c), { madeKey });
  })

  .post('/keys/:id/revoke', ...signedForm('settings:write'), async (c) => {
    await revokeKey(c.get('deps'), c.get('caller'), c.req.param('id'));
    return c.redirect('/account/profile?done=key_revoked#api', 303);
  });
