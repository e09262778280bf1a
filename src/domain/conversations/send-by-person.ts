import type { Message } from '../../db/messages';
import { keyActor } from '../../shared/actor';
import { AppError } from '../../shared/app-error';
import { aadFor } from '../../shared/encryption';
import { invalidMember } from '../../shared/invalid-member';
import { SERVICE_WINDOW_MS } from '../../shared/service-window';
import { breaksChannel } from '../channels/broken-codes';
import { findChannel } from '../channels/find-channel';
import { markBroken } from '../channels/mark-broken';
import { aliasesInSendResponse } from '../customers/aliases-in-send-response';
import { cloudPayload } from '../messages/cloud-payload';
import { newOutgoingMessage } from '../messages/new-outgoing-message';
import type { Context, Deps } from '../ports';
import { type PersonContent, personMessage } from './person-message';
import { findConversation } from './read-conversations';

type SendDeps = Pick<
  Deps,
  | 'channels'
  | 'conversations'
  | 'customers'
  | 'encryptor'
  | 'log'
  | 'messages'
  | 'now'
  | 'personSends'
  | 'templates'
  | 'whatsapp'
>;

const CLIENT_ID = /^[\w-]{8,64}$/;

/**
 * Sends what a person writes, and makes the person the owner of the conversation. The same client id is the same message. Meta
 * is called once; a refusal is recorded as the message's failure. Fails with not_found, not_thread_owner, opted_out,
 * outside_window for anything but a template, and validation_failed.
 */
export async function sendByPerson(
  deps: SendDeps,
  context: Context,
  { conversationId, clientId, content }: { conversationId: string; clientId: string; content: PersonContent },
): Promise<{ message: Message }> {
  if (!CLIENT_ID.test(clientId)) throw invalidMember('/client_id', 'invalid_format', '`client_id` must be an id');
  const { accountId } = context.account;
  const { conversation } = await findConversation(deps, context, conversationId);
  const { channelId, userKey, lastInboundAt, owner } = conversation;
  const now = deps.now();
  if (owner === 'other_app') throw new AppError('not_thread_owner');
  const isTemplate = 'template' in content;
  if (!isTemplate && lastInboundAt + SERVICE_WINDOW_MS <= now) throw new AppError('outside_window');
  const [channel, { customer }] = await Promise.all([
    findChannel(deps, context, channelId),
    deps.customers.find(accountId, userKey),
  ]);
  if (customer && customer.optedOutAt !== null) throw new AppError('opted_out');
  const templates = isTemplate ? await deps.templates.list({ accountId, wabaId: channel.wabaId }) : [];
  const sent = personMessage(content, templates);
  const where = { accountId, channelId, userKey, address: userKey.replace(/^\+/, '') };
  const draft = newOutgoingMessage(
    { ...where, requestId: null, step: null, iteration: null, callStartedAt: now },
    sent,
    now,
  );
  const message = { ...draft, author: keyActor(context.keyId), clientId };
  const accessToken = await deps.encryptor.decrypt(channel.accessToken, aadFor(channelId, 'access_token'));
  const stored = await deps.personSends.begin(conversationId, message);
  if (!stored) throw new AppError('not_thread_owner');
  const { messageId, address } = message;
  // The same client id was sent before.
  if (stored.messageId !== messageId) return { message: stored };

  const payload = cloudPayload({ address, messageId, replyToWamid: null, message: sent });
  const result = await deps.whatsapp.send({ phoneNumberId: channel.phoneNumberId, accessToken, payload });
  const ended = { accountId, messageId, now: deps.now() };
  if (result.kind === 'accepted') {
    const { pairs } = aliasesInSendResponse(result.contacts, { accountId, dialled: address, at: ended.now });
    await deps.messages.markAccepted({ ...ended, wamid: result.wamid, pairs });
  }
  // After a lost response the message stays pending: if it was sent, its statuses will arrive.
  else if (result.kind !== 'lost') {
    const { code, metaCode, detail } = result;
    await deps.messages.markFailed({ ...ended, error: { code, detail } });
    if (breaksChannel(metaCode)) await markBroken(deps, { accountId, channelId, reason: code });
  }
  return { message: stored };
}
