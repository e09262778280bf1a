import { z } from 'zod';
import type { Message } from '../../db/messages';
import { AppError } from '../../shared/app-error';
import { aadFor } from '../../shared/encryption';
import { homeCountry } from '../../shared/home-country';
import { toE164 } from '../../shared/phone';
import { aliasesInSendResponse } from '../customers/aliases-in-send-response';
import type { MakeIdempotencyRecord } from '../idempotency';
import { cloudPayload } from '../messages/cloud-payload';
import { newOutgoingMessage } from '../messages/new-outgoing-message';
import type { OutgoingMessage } from '../messages/outgoing-message';
import type { Context, Deps } from '../ports';
import { breaksChannel } from './broken-codes';
import { findChannel } from './change-channel';
import { markBroken } from './mark-broken';

/** Without a text Meta's own sample template goes, which every new WhatsApp account has. */
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

/**
 * Sends a message to the merchant's own phone, to see that a channel works; its statuses and its charge are those of any
 * other. Meta is called once. What Meta refuses is on record as the message's failure. Fails with validation_failed for
 * what is no phone number, and for who has opted out.
 */
export async function sendTestMessage(
  deps: Deps,
  context: Context,
  { channelId, input }: { channelId: string; input: z.infer<typeof TestMessage> },
  makeIdempotencyRecord: MakeIdempotencyRecord<Message>,
): Promise<Message> {
  const channel = await findChannel(deps, context, channelId);
  const phone = toE164(input.to, [homeCountry(context.account)]);
  if (phone === null) {
    const issues = [{ path: '/to', code: 'not_a_phone', message: 'Give a phone number with its country code' }];
    throw new AppError('validation_failed', '1 member is not valid', { issues });
  }
  const { accountId, phoneNumberId } = channel;
  const { customer } = await deps.customers.find(accountId, phone);
  if (customer && customer.optedOutAt !== null) {
    const message = 'Who has this number has asked not to be written to; let them write START';
    throw new AppError('validation_failed', message, { issues: [{ path: '/to', code: 'opted_out', message }] });
  }
  const content: OutgoingMessage = input.text ? { kind: 'text', text: input.text } : SAMPLE;
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
  const answer = await deps.whatsapp.send({ phoneNumberId, accessToken, payload });
  const sent = { accountId, messageId, now: deps.now() };
  if (answer.kind === 'accepted') {
    const { pairs } = aliasesInSendResponse(answer.contacts, { accountId, dialled: address, at: sent.now });
    await deps.messages.markAccepted({ ...sent, wamid: answer.wamid, pairs });
  }
  // One whose answer was lost stays pending: it may have gone out, and then its statuses tell.
  else if (answer.kind !== 'lost') {
    const { code, metaCode, detail } = answer;
    await deps.messages.markFailed({ ...sent, error: { code, detail } });
    if (breaksChannel(metaCode)) await markBroken(deps, { accountId, channelId, reason: code });
  }
  return message;
}
