import { type Context, Hono } from 'hono';
import type { Channel } from '../../../../../db/channels';
import type { Message } from '../../../../../db/messages';
import { changeChannel, findChannel, PatchChannel } from '../../../../../domain/channels/change-channel';
import { checkChannel } from '../../../../../domain/channels/check/check-channel';
import { CreateChannel, createChannel } from '../../../../../domain/channels/create-channel';
import { resumeChannel } from '../../../../../domain/channels/resume-channel';
import { sendTestMessage, TestMessage } from '../../../../../domain/channels/send-test-message';
import { isCheckDue } from '../../../../../domain/checks/is-check-due';
import type { Claim } from '../../../../../domain/idempotency';
import { statusesInOrder } from '../../../../../domain/messages/statuses-in-order';
import { Failure } from '../../../../../shared/failure';
import type { AppEnv } from '../../../../env';
import { once } from '../../../../idempotency';
import { answerPage } from '../../layout/answer-page';
import { viewOf } from '../../layout/view';
import { signedForm } from '../../session/forms';
import { parseForm } from '../../session/parse-form';
import { letIn, requireSession } from '../../session/require-session';
import { refusedForm } from '../refuse-form';
import { loadSetUp, showSetUp } from '../show-set-up';
import type { Done } from '../texts';
import { ChannelChecklist } from './channel-checklist';
import { TestPage } from './test-page';

const MEMBERS = ['name', 'phone_number_id', 'waba_id', 'access_token', 'app_secret'];

/** The members that a form gives; a secret that is left empty is not given, so that what is known stays. */
const channelInput = (form: URLSearchParams) =>
  Object.fromEntries(MEMBERS.map((name) => [name, (form.get(name) ?? '').trim()]).filter(([, value]) => value !== ''));

const back = (c: Context<AppEnv>, done: Done) => c.redirect(`/account/profile?done=${done}#whatsapp`, 303);

export const channelsApp = new Hono<AppEnv>()
  .post('/channels', ...signedForm('settings:write'), async (c) => {
    const deps = c.get('deps');
    const make = (claim: Claim<Channel>) =>
      createChannel(deps, c.get('caller'), parseForm(CreateChannel, channelInput(c.get('form'))), claim);
    try {
      const { channelId } = await once(c, c.get('caller').account.accountId, make, (made) => ({
        channelId: made.channelId,
      }));
      await checkChannel(deps, c.get('caller'), channelId);
    } catch (error) {
      return showSetUp(c, await loadSetUp(c), { refused: refusedForm(error, 'channel', c.get('form')) });
    }
    return back(c, 'saved');
  })

  .post('/channels/:id', ...signedForm('settings:write'), async (c) => {
    const deps = c.get('deps');
    const { channelId } = await findChannel(deps, c.get('caller'), c.req.param('id'));
    try {
      const input = parseForm(PatchChannel, channelInput(c.get('form')));
      await changeChannel(deps, c.get('caller'), { channelId, input });
    } catch (error) {
      return showSetUp(c, await loadSetUp(c), { refused: refusedForm(error, `channel-${channelId}`, c.get('form')) });
    }
    // Another number's or token's check says nothing of this one.
    await checkChannel(deps, c.get('caller'), channelId);
    return back(c, 'saved');
  })

  .post('/channels/:id/check', ...signedForm('settings:write'), async (c) => {
    await checkChannel(c.get('deps'), c.get('caller'), c.req.param('id'));
    return back(c, 'checked');
  })

  .post('/channels/:id/resume', ...signedForm('settings:write'), async (c) => {
    await resumeChannel(c.get('deps'), c.get('caller'), c.req.param('id'));
    return back(c, 'resumed');
  })

  .get('/channels/:id/checklist', async (c) => {
    const channelId = c.req.param('id');
    const load = () =>
      letIn(c, (deps, accountId, sessionId) => deps.setUp.loadChannel({ accountId, sessionId }, channelId));
    const { channel: before } = await load();
    if (!before) throw new Failure('not_found', 'There is no such channel');
    const [deps, view] = [c.get('deps'), viewOf(c)];
    const isDue = view.may('settings:write') && isCheckDue(before.lastCheck, deps.now());
    if (isDue) await checkChannel(deps, c.get('caller'), channelId);
    const channel = isDue ? ((await load()).channel ?? before) : before;
    return answerPage(c, <ChannelChecklist view={view} channel={channel} />);
  })

  .post('/channels/:id/test', ...signedForm('settings:write'), async (c) => {
    const [deps, form, channelId] = [c.get('deps'), c.get('form'), c.req.param('id')];
    const text = form.get('text')?.trim();
    const send = (claim: Claim<Message>) => {
      const input = parseForm(TestMessage, { to: form.get('to') ?? '', ...(text ? { text } : {}) });
      return sendTestMessage(deps, c.get('caller'), { channelId, input }, claim);
    };
    try {
      const { messageId } = await once(c, c.get('caller').account.accountId, send, (message) => ({
        messageId: message.messageId,
        user_key: message.userKey,
      }));
      return c.redirect(`/account/profile/channels/${channelId}/test/${messageId}`, 303);
    } catch (error) {
      return showSetUp(c, await loadSetUp(c), { refused: refusedForm(error, `test-${channelId}`, form) });
    }
  })

  .get('/channels/:id/test/:message', requireSession, async (c) => {
    const { accountId } = c.get('caller').account;
    const messageId = c.req.param('message');
    const { message, statuses } = await c.get('deps').messages.findWithStatuses(accountId, messageId);
    // Of no flow's message and no customer's: those need users:read.
    const isTest = message?.direction === 'out' && message.requestId === null;
    if (!isTest || message.channelId !== c.req.param('id')) throw new Failure('not_found', 'There is no such message');
    return answerPage(
      c,
      <TestPage
        view={viewOf(c)}
        message={message}
        statuses={statusesInOrder(statuses, messageId)}
        now={c.get('deps').now()}
      />,
    );
  });
