import { z } from 'zod';
import type { Channel } from '../../db/channels/channels';
import type { Message } from '../../db/messages/messages';
import { aadFor } from '../../shared/crypto/encryption';
import { accountCountry } from '../../shared/phone/home-country';
import { toE164 } from '../../shared/phone/phone';
import { invalidMember } from '../../shared/validation/invalid-member';
import { aliasesInSendResponse } from '../customers/aliases-in-send-response';
import type { MakeIdempotencyRecord } from '../idempotency-record';
import { cloudPayload } from '../messages/cloud-payload';
import { newOutgoingMessage } from '../messages/new-outgoing-message';
import type { OutgoingMessage } from '../messages/outgoing-message';
import type { Context, Deps } from '../ports';
import { breaksChannel } from './breaks-channel';
import { findChannel } from './find-channel';
import { markBroken } from './mark-broken';

/** Without a text, Meta's sample template is sent, which every new WhatsApp account has. */
export const TestMessage = z.strictObject({
  to: z.string().max(40),
  text: z.string().max(4_096).optional(),
});

const SAMPLE: OutgoingMessage = {
  kind: 'template',
  name: 'hello_world',
  language: 'en_US',
  header: null,
  body: [],
  buttons: [],
};

type PhoneDeps = Pick<Deps, 'customers'>;
type SendDeps = Pick<Deps, 'channels' | 'encryptor' | 'log' | 'messages' | 'now' | 'whatsapp'>;

/** Reads the number of a phone that a test goes to. Fails with validation_failed for an invalid number, or one that has opted out. */
export async function readTestPhone({ customers }: PhoneDeps, { account }: Context, to: string): Promise<string> {
  const phone = toE164(to, [accountCountry(account)]);
  if (phone === null) {
    throw invalidMember('/to', 'not_a_phone', '`to` must be a phone number with its country code');
  }
  const { customer } = await customers.find(account.accountId, phone);
  if (customer && customer.optedOutAt !== null) {
    throw invalidMember('/to', 'opted_out', 'The owner of this number has opted out; START opts them in again');
  }
  return phone;
}

/**
 * Sends a message of no request to a phone; it has statuses and a charge like any other. Meta is called once; a refusal is recorded
 * as the message's failure.
 */
export async function sendToTestPhone(
  deps: SendDeps,
  { channel, phone, content }: { channel: Channel; phone: string; content: OutgoingMessage },
  makeIdempotencyRecord: MakeIdempotencyRecord<Message>,
): Promise<Message> {
  const { accountId, channelId, phoneNumberId } = channel;
  const now = deps.now();
  const message = newOutgoingMessage(
    {
      accountId,
      channelId,
      userKey: phone,
      address: phone.slice(1),
      requestId: null,
      step: null,
      iteration: null,
      callStartedAt: now,
    },
    content,
    now,
  );
  const accessToken = await deps.encryptor.decrypt(channel.accessToken, aadFor(channelId, 'access_token'));
  await deps.messages.insert(message, await makeIdempotencyRecord(message));

  const { messageId, address } = message;
  const payload = cloudPayload({ address, messageId, replyToWamid: null, message: content });
  const result = await deps.whatsapp.send({ phoneNumberId, accessToken, payload });
  const sent = { accountId, messageId, now: deps.now() };
  if (result.kind === 'accepted') {
    const { pairs } = aliasesInSendResponse(result.contacts, { accountId, dialled: address, at: sent.now });
    await deps.messages.markAccepted({ ...sent, wamid: result.wamid, pairs });
  }
  // After a lost response the message stays pending: if it was sent, its statuses will arrive.
  else if (result.kind !== 'lost') {
    const { code, metaCode, detail } = result;
    await deps.messages.markFailed({ ...sent, error: { code, detail } });
    if (breaksChannel(metaCode)) await markBroken(deps, { accountId, channelId, reason: code });
  }
  return message;
}

/**
 * Sends a message to the merchant's own phone, to test a channel. Fails with validation_failed for an invalid phone number, or one
 * whose owner has opted out.
 */
export async function sendTestMessage(
  deps: PhoneDeps & SendDeps,
  context: Context,
  { channelId, input }: { channelId: string; input: z.infer<typeof TestMessage> },
  makeIdempotencyRecord: MakeIdempotencyRecord<Message>,
): Promise<Message> {
  const channel = await findChannel(deps, context, channelId);
  const phone = await readTestPhone(deps, context, input.to);
  const content: OutgoingMessage = input.text ? { kind: 'text', text: input.text } : SAMPLE;
  return sendToTestPhone(deps, { channel, phone, content }, makeIdempotencyRecord);
}
