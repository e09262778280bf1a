import { type Context, Hono } from 'hono';
import { findChannel } from '../../domain/channels/find-channel';
import {
  ConnectChannel,
  type Connected,
  connectChannel,
  isConnected,
} from '../../domain/channels/set-up/connect-channel';
import { continueSetUp } from '../../domain/channels/set-up/continue-set-up';
import { NewPin, NewToken, reconnectChannel } from '../../domain/channels/set-up/reconnect-channel';
import { retryChannel } from '../../domain/channels/set-up/retry-channel';
import { syncTemplates } from '../../domain/channels/templates/sync-templates';
import type { AppEnv } from '../../http/request/app-env';
import { metaCallback } from '../../http/request/meta-callback';
import { withReservedKey } from '../../http/request/with-idempotency';
import { AppError } from '../../shared/errors/app-error';
import type { FormErrors } from '../forms/form-errors';
import { formErrorsFrom } from '../forms/form-errors-from';
import { keepSecrets } from '../forms/kept-secrets';
import { parseForm } from '../forms/parse-form';
import { refusedWithSecrets } from '../forms/refused-with-secrets';
import { renderPage } from '../layout/render-page';
import { authorizeForm } from '../session/form-middleware';
import { loadSetUp, renderSetUp } from '../set-up/page/set-up-page';
import { redirectToSetUp } from '../set-up/redirect-to-set-up';
import type { SetUpDoneCode } from '../set-up/set-up-texts';
import { ChooseNumberPage } from '../set-up/whatsapp/choose-number-page';
import { CONNECT_FORM, readConnectForm, secretsIn } from '../set-up/whatsapp/connect-form';
import { reconnectFormId } from '../set-up/whatsapp/reconnect-form';
import { whatsappTexts } from '../set-up/whatsapp/whatsapp-texts';
import { redirectRechecked } from '../troubles/redirect-rechecked';
import { type View, viewOf } from '../view/view';

/** Turns what Meta has said of a form into its errors, also that it cannot be asked now. */
function refusedByMeta(view: View, error: unknown, form: string, given: URLSearchParams): FormErrors {
  const texts = whatsappTexts[view.language].refused;
  if (error instanceof AppError && error.code === 'unavailable') {
    const issues = [{ path: '', code: 'meta_unavailable', message: error.message }];
    return { form, issues, values: given, texts };
  }
  return { ...formErrorsFrom(error, form, given), texts };
}

/** The channel that a call has connected, for its repetition; a choice is not stored. */
const presentConnected = (connected: Connected) =>
  connected.kind === 'choice' ? connected : { kind: connected.kind, channelId: connected.channel.channelId };

/** Leads back to a number after Meta has been asked about it, and about its templates; a later reading repeats what fails here. */
async function redirectToNumber(c: Context<AppEnv>, done: SetUpDoneCode, channelId: string) {
  const channel = await findChannel(c.get('deps'), c.get('caller'), channelId);
  await syncTemplates(c.get('deps'), channel);
  return redirectToSetUp(c, done, channelId);
}

/** The forms that connect a WhatsApp number and repair it. */
export const connectRoutes = new Hono<AppEnv>()
  .post('/channels/connect', ...authorizeForm('settings:write'), async (c) => {
    const [deps, caller, view] = [c.get('deps'), c.get('caller'), viewOf(c)];
    const members = await readConnectForm(c);
    const connect = async () => {
      const input = parseForm(ConnectChannel, members);
      return connectChannel(deps, caller, { input, callback: metaCallback(c) });
    };
    try {
      const connected = await withReservedKey(c, caller.account.accountId, connect, presentConnected, isConnected);
      if (connected.kind === 'connected') {
        return await redirectToNumber(c, 'connected', connected.channelId);
      }
      const kept = await keepSecrets(c, CONNECT_FORM, secretsIn(members));
      const choice = { appId: members.app_id ?? '', kept, numbers: connected.numbers };
      return renderPage(c, <ChooseNumberPage view={view} {...choice} />);
    } catch (error) {
      const refused = refusedByMeta(view, error, CONNECT_FORM, c.get('form'));
      return renderSetUp(c, await loadSetUp(c), {
        formErrors: await refusedWithSecrets(c, refused, secretsIn(members)),
      });
    }
  })

  .post('/channels/:id/reconnect', ...authorizeForm('settings:write'), async (c) => {
    const [form, channelId] = [c.get('form'), c.req.param('id')];
    const member = form.has('pin') ? 'pin' : 'access_token';
    const given = { [member]: (form.get(member) ?? '').trim() };
    try {
      const input = parseForm(member === 'pin' ? NewPin : NewToken, given);
      await reconnectChannel(c.get('deps'), c.get('caller'), { channelId, input, callback: metaCallback(c) });
    } catch (error) {
      const formErrors = refusedByMeta(viewOf(c), error, reconnectFormId(channelId, member), form);
      return renderSetUp(c, await loadSetUp(c), { formErrors });
    }
    return redirectToNumber(c, 'checked', channelId);
  })

  .post('/channels/:id/set-up', ...authorizeForm('settings:write'), async (c) => {
    const channelId = c.req.param('id');
    await continueSetUp(c.get('deps'), c.get('caller'), { channelId, callback: metaCallback(c) });
    return redirectToNumber(c, 'checked', channelId);
  })

  .post('/channels/:id/resume', ...authorizeForm('settings:write'), async (c) => {
    const channelId = c.req.param('id');
    const channel = await retryChannel(c.get('deps'), c.get('caller'), { channelId, callback: metaCallback(c) });
    return redirectRechecked(c, channel.brokenAt === null);
  });
