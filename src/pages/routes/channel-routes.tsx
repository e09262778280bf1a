import { type Context, Hono } from 'hono';
import type { Channel } from '../../db/channels/channels';
import type { Message } from '../../db/messages/messages';
import { changeChannel, PatchChannel } from '../../domain/channels/change-channel';
import { CreateChannel, createChannel } from '../../domain/channels/create-channel';
import { findChannel } from '../../domain/channels/find-channel';
import { findTestMessage } from '../../domain/channels/find-test-message';
import { sendTestMessage, TestMessage } from '../../domain/channels/send-test-message';
import { continueSetUp } from '../../domain/channels/set-up/continue-set-up';
import type { MakeIdempotencyRecord } from '../../domain/idempotency-record';
import { requireScope } from '../../domain/keys/authenticate';
import { loadChannelSetUp } from '../../domain/set-up/load-set-up-rows';
import type { AppEnv } from '../../http/request/app-env';
import { metaCallback } from '../../http/request/meta-callback';
import { withIdempotency } from '../../http/request/with-idempotency';
import { AppError } from '../../shared/errors/app-error';
import { formErrorsFrom } from '../forms/form-errors-from';
import { parseForm } from '../forms/parse-form';
import { renderPage } from '../layout/render-page';
import { authorizeForm } from '../session/form-middleware';
import { authorizeSession, requireSession } from '../session/require-session';
import { loadSetUp, renderSetUp } from '../set-up/page/set-up-page';
import { redirectToSetUp } from '../set-up/redirect-to-set-up';
import { ChannelChecklist } from '../set-up/whatsapp/channel-checklist';
import { TestMessagePage } from '../set-up/whatsapp/test-message-page';
import { HAND_FORM } from '../set-up/whatsapp/whatsapp-section';
import { viewOf } from '../view/view';

const MEMBERS = ['name', 'phone_number_id', 'waba_id', 'access_token', 'app_secret'];

/** The submitted members; an empty secret is left out, so that the stored one stays. */
const readChannelForm = (form: URLSearchParams) =>
  Object.fromEntries(MEMBERS.map((name) => [name, (form.get(name) ?? '').trim()]).filter(([, value]) => value !== ''));

/** Checks what is saved, and changes nothing at Meta: a merchant who connects by hand does that there, or by the button of the steps. */
const lookAtNumber = (c: Context<AppEnv>, channelId: string) =>
  continueSetUp(c.get('deps'), c.get('caller'), { channelId, callback: metaCallback(c), mayChange: false });

/** The forms of a WhatsApp number by its ids, its steps, and its test message. */
export const channelRoutes = new Hono<AppEnv>()
  .post('/channels', ...authorizeForm('settings:write'), async (c) => {
    const deps = c.get('deps');
    const make = (idempotencyRecord: MakeIdempotencyRecord<Channel>) =>
      createChannel(deps, c.get('caller'), parseForm(CreateChannel, readChannelForm(c.get('form'))), idempotencyRecord);
    try {
      const { channelId } = await withIdempotency(c, c.get('caller').account.accountId, make, (made) => ({
        channelId: made.channelId,
      }));
      await lookAtNumber(c, channelId);
    } catch (error) {
      return renderSetUp(c, await loadSetUp(c), { formErrors: formErrorsFrom(error, HAND_FORM, c.get('form')) });
    }
    return redirectToSetUp(c, 'saved', 'whatsapp');
  })

  .post('/channels/:id', ...authorizeForm('settings:write'), async (c) => {
    const deps = c.get('deps');
    const { channelId } = await findChannel(deps, c.get('caller'), c.req.param('id'));
    try {
      const input = parseForm(PatchChannel, readChannelForm(c.get('form')));
      await changeChannel(deps, c.get('caller'), { channelId, input });
    } catch (error) {
      return renderSetUp(c, await loadSetUp(c), {
        formErrors: formErrorsFrom(error, `channel-${channelId}`, c.get('form')),
      });
    }
    // The last check was made with the old settings.
    await lookAtNumber(c, channelId);
    return redirectToSetUp(c, 'saved', channelId);
  })

  .get('/channels/:id/checklist', async (c) => {
    const channelId = c.req.param('id');
    const { channel } = await authorizeSession(c, (deps, session) => loadChannelSetUp(deps, session, channelId));
    requireScope(c.get('caller'), 'settings:read');
    if (!channel) throw new AppError('not_found', 'There is no such channel');
    return renderPage(c, <ChannelChecklist view={viewOf(c)} channel={channel} formErrors={null} />);
  })

  .post('/channels/:id/test', ...authorizeForm('settings:write'), async (c) => {
    const [deps, form, channelId] = [c.get('deps'), c.get('form'), c.req.param('id')];
    const text = form.get('text')?.trim();
    const send = (idempotencyRecord: MakeIdempotencyRecord<Message>) => {
      const input = parseForm(TestMessage, { to: form.get('to') ?? '', ...(text ? { text } : {}) });
      return sendTestMessage(deps, c.get('caller'), { channelId, input }, idempotencyRecord);
    };
    try {
      const { messageId } = await withIdempotency(c, c.get('caller').account.accountId, send, (message) => ({
        messageId: message.messageId,
        user_key: message.userKey,
      }));
      return c.redirect(`/account/profile/channels/${channelId}/test/${messageId}`, 303);
    } catch (error) {
      return renderSetUp(c, await loadSetUp(c), { formErrors: formErrorsFrom(error, `test-${channelId}`, form) });
    }
  })

  .get('/channels/:id/test/:message', requireSession, async (c) => {
    requireScope(c.get('caller'), 'settings:read');
    const [deps, channelId, messageId] = [c.get('deps'), c.req.param('id'), c.req.param('message')];
    const { message, statuses } = await findTestMessage(deps, c.get('caller'), { channelId, messageId });
    return renderPage(c, <TestMessagePage view={viewOf(c)} message={message} statuses={statuses} now={deps.now()} />);
  });
