import type { Charge } from '../../../db/charges/charges';
import type { Message, MessageStatusRow } from '../../../db/messages/messages';
import type { SendTarget } from '../../../db/sends/direct-sends';
import { type StoredActor, storedActor } from '../../../shared/access/actor';
import { isId, newId } from '../../../shared/crypto/ids';
import { AppError } from '../../../shared/errors/app-error';
import { accountCountry } from '../../../shared/phone/home-country';
import { invalidMember } from '../../../shared/validation/invalid-member';
import { newAuditEntry } from '../../audit/new-audit-entry';
import { parseRecipient } from '../../flows/engine/parse-recipient';
import { chooseSendForm } from '../../flows/steps/send-message/send-facts';
import type { MakeIdempotencyRecord } from '../../idempotency-record';
import type { MessageForms } from '../../messages/choose-form';
import { newOutgoingMessage } from '../../messages/new-outgoing-message';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import { searchWordsOf } from '../../messages/search-words-of';
import type { Context, Deps } from '../../ports';
import { type DeliverMessageDeps, deliverMessage, queueSend } from './deliver-message';
import type { MessageInput } from './message-input';
import { renderedForm } from './rendered-form';
import { checkUpload, filenameOf, mediaOfUpload, uploadIdOf, withFilename } from './uploaded-file';

/** A message of the stream, with its conversation, statuses and charges. */
export type SentMessage = {
  message: Message;
  conversationId: string;
  statuses: MessageStatusRow[];
  charges: Charge[];
};
type Facts = Awaited<ReturnType<Deps['directSends']['load']>>;

/** How long a call to Meta takes at most, and one that uploads a file before. */
const SEND_LEASE_MS = 60_000;
const UPLOAD_LEASE_MS = 200_000;
/** Other calls write to the conversation at the same time. */
const MAX_ATTEMPTS = 3;
/** WhatsApp quotes and takes reactions to messages of the last 30 days. */
const MAX_QUOTED_AGE_MS = 30 * 86_400_000;

/** Returns in ms how long a call may take before its result counts as lost; longer if it uploads a file first. */
export const leaseFor = (upload: unknown): number => (upload ? UPLOAD_LEASE_MS : SEND_LEASE_MS);

/** Returns Meta's id of a message of this conversation. Fails with validation_failed. */
function quotedWamid(facts: Facts, id: string, path: string, now: number, direction?: 'in'): string {
  const found = facts.answered.find(({ messageId }) => messageId === id);
  const isOfConversation = found?.isOfCustomer === 1 && found.channelId === facts.channel?.channelId;
  if (!found || !isOfConversation || found.wamid === null) {
    throw invalidMember(path, 'unknown_message', 'The conversation has no such message');
  }
  if (direction && found.direction !== direction) {
    throw invalidMember(path, 'not_received', 'WhatsApp takes reactions to messages of the customer only');
  }
  if (found.createdAt < now - MAX_QUOTED_AGE_MS) {
    throw invalidMember(path, 'too_old', 'The message is older than 30 days');
  }
  return found.wamid;
}

function checkChannel({ channel, userKey, own }: Facts, target: SendTarget): NonNullable<Facts['channel']> {
  if ('conversationId' in target && !userKey) throw new AppError('not_found', 'There is no such conversation');
  if ('address' in target && target.channelId === null && !channel) {
    throw invalidMember(
      '/channel_id',
      'required',
      'The account has several channels, or none: name the one to send from',
    );
  }
  if (!channel) throw new AppError('channel_not_found');
  if (own?.owner === 'other_app') throw new AppError('not_thread_owner');
  return channel;
}

/** Chooses the form to send now. Fails with opted_out, outside_window and validation_failed. */
function decide(facts: Facts, forms: MessageForms, input: MessageInput, now: number) {
  const choice = chooseSendForm({ input: forms }, facts, now);
  if (choice.kind === 'failed') {
    if (choice.code === 'no_message') throw invalidMember('/reaction/message_id', 'unknown_message', choice.detail);
    throw new AppError(choice.code, choice.detail);
  }
  if (input.reaction) quotedWamid(facts, input.reaction.message_id, '/reaction/message_id', now, 'in');
  const [upload] = facts.uploads;
  checkUpload(choice.message, upload);
  const { reply_to: replyTo } = input;
  const quoted =
    replyTo === undefined ? null : { message_id: replyTo, wamid: quotedWamid(facts, replyTo, '/reply_to', now) };
  return { message: withFilename(choice.message, upload), upload, quoted };
}

/** Whether an opt-out stops the message, by the account's policy. */
function needsConsent({ account, templates }: Facts, message: OutgoingMessage): boolean {
  if (account?.optOutPolicy !== 'marketing') return true;
  if (message.kind !== 'template') return false;
  const { name, language } = message;
  const listed = templates.find((each) => each.name === name && each.language === language);
  return (listed?.category.toLowerCase() ?? 'marketing') === 'marketing';
}

/** Makes the row of a message whose call to Meta begins now. */
function rowOf(
  { message, upload, quoted }: ReturnType<typeof decide>,
  {
    author,
    clientId,
    ...place
  }: Pick<Message, 'accountId' | 'channelId' | 'userKey' | 'clientId'> & {
    author: StoredActor;
  },
  now: number,
) {
  const address = place.userKey.replace(/^\+/, '');
  const ofNoStep = { requestId: null, step: null, iteration: null };
  const row = newOutgoingMessage({ ...place, address, ...ofNoStep, callStartedAt: now }, message, now);
  return {
    ...row,
    content: quoted ? { ...row.content, reply_to: quoted } : row.content,
    author,
    clientId,
    sendDueAt: now + leaseFor(upload),
    media: mediaOfUpload(upload, filenameOf(message)),
    mediaDueAt: upload ? now : null,
  };
}

/** Makes the audit entry of a message; its text is not in it. */
const auditOf = (context: Context, { messageId, channelId, kind, createdAt }: Message) =>
  newAuditEntry(context, createdAt, 'message.sent', {
    targets: [
      { type: 'message', id: messageId },
      { type: 'channel', id: channelId },
    ],
    metadata: { kind },
  });

/**
 * Sends a message of a person or a system, who thereby owns the conversation. A message with a known `client_id` is returned as
 * it is, and not sent again. Three round trips to D1. The message is queued while earlier ones wait, the number or the customer
 * has got too many, or the channel is broken; a refusal of Meta is its status. Fails with not_found, channel_not_found,
 * not_thread_owner, outside_window, opted_out and validation_failed, and with conversation_changed if somebody else has answered
 * after `lastSeen`, the last message that the author has seen.
 */
async function sendTo(
  deps: DeliverMessageDeps & Pick<Deps, 'directSends'>,
  context: Context,
  { target, input, lastSeen }: { target: SendTarget; input: MessageInput; lastSeen: string | null },
  makeIdempotencyRecord: MakeIdempotencyRecord<SentMessage>,
): Promise<SentMessage> {
  const { actor } = context;
  const { accountId } = context.account;
  const forms = renderedForm(input);
  const form = forms.template ?? forms.free;
  const uploadId = form && uploadIdOf(form);
  const clientId = input.client_id ?? null;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const facts = await deps.directSends.load({
      accountId,
      target,
      clientId,
      author: storedActor(actor),
      lastSeen,
      templates: forms.template ? [forms.template] : [],
      messageIds: [input.reply_to, input.reaction?.message_id].filter(
        (id) => id !== undefined && isId('msg', id),
      ) as string[],
      mediaIds: uploadId ? [uploadId] : [],
    });
    const conversationId = facts.own?.conversationId ?? newId('cnv');
    if (facts.existing) return { ...facts.existing, conversationId };
    if (facts.hasUnseenAnswer) throw new AppError('conversation_changed');
    const channel = checkChannel(facts, target);
    const now = deps.now();
    const decided = decide(facts, forms, input, now);
    const { message, upload } = decided;
    const row = rowOf(
      decided,
      { accountId, channelId: channel.channelId, userKey: facts.userKey ?? '', author: storedActor(actor), clientId },
      now,
    );
    const begun = await deps.directSends.begin(
      {
        message: row,
        begins: 'address' in target,
        needsWindow: message.kind !== 'template',
        needsConsent: needsConsent(facts, message),
        conversationId,
        words: searchWordsOf({ name: null, userKey: row.userKey, message: row }),
        lastSeen,
        audit: actor.type === 'person' ? auditOf(context, row) : null,
      },
      await makeIdempotencyRecord({ message: row, conversationId, statuses: [], charges: [] }),
    );
    if (!begun) continue;
    if (upload) await deps.queueInbound([{ type: 'media', account_id: accountId, message_id: row.messageId }]);
    const inConversation = { conversationId: begun.conversationId, charges: [] };
    if (begun.message.callStartedAt === null) {
      await queueSend(deps, begun.message);
      return { ...inConversation, message: begun.message, statuses: [] };
    }
    const sent = await deliverMessage(deps, { message: begun.message, channel, upload });
    if (sent.hasNext) await queueSend(deps, begun.message);
    return { ...inConversation, message: sent.message ?? begun.message, statuses: sent.statuses };
  }
  throw new AppError('conversation_changed');
}

type Verb<Input> = (
  deps: DeliverMessageDeps & Pick<Deps, 'directSends'>,
  context: Context,
  input: Input,
  makeIdempotencyRecord: MakeIdempotencyRecord<SentMessage>,
) => Promise<SentMessage>;

/** Sends a message in a conversation. */
export const sendInConversation: Verb<{
  conversationId: string;
  input: MessageInput;
  lastSeen?: string | null;
}> = (deps, context, { conversationId, input, lastSeen = null }, makeIdempotencyRecord) =>
  sendTo(deps, context, { target: { conversationId }, input, lastSeen }, makeIdempotencyRecord);

/** Sends a message to a phone number or user id, and begins the conversation with it if there is none. */
export const sendFirstMessage: Verb<{ channelId: string | null; to: string; input: MessageInput }> = (
  deps,
  context,
  { channelId, to, input },
  makeIdempotencyRecord,
) => {
  const recipient = parseRecipient(to, [accountCountry(context.account)]);
  if (recipient === null) {
    throw invalidMember('/to', 'invalid_recipient', '`to` must be a phone number with its country code, or a user id');
  }
  const target = { channelId, address: recipient.replace(/^\+/, '') };
  return sendTo(deps, context, { target, input, lastSeen: null }, makeIdempotencyRecord);
};
