import { z } from 'zod';
import type { Channel } from '../../db/channels/channels';
import { aadFor } from '../../shared/crypto/encryption';
import { newId } from '../../shared/crypto/ids';
import { AppError } from '../../shared/errors/app-error';
import { cleanPasted } from '../../shared/text/clean-pasted';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { MakeIdempotencyRecord } from '../idempotency-record';
import type { Context, Deps } from '../ports';
import { AppSecret } from './app-secret';
import { invalidateChannels } from './verify-meta-signature';

const metaId = z.string().overwrite(cleanPasted).min(1).max(64).regex(/^\d+$/, 'must consist of digits');

export const CreateChannel = z
  .strictObject({
    name: z.string().min(1).max(200),
    phone_number_id: metaId,
    waba_id: metaId,
    access_token: z
      .string()
      .overwrite(cleanPasted)
      .min(1)
      .max(4_096)
      .regex(/^[\x21-\x7e]+$/, 'must not contain spaces or line breaks'),
    app_secret: AppSecret,
    routing_roles: z
      .array(
        z.string().regex(/^[a-z_]{1,100}$/, 'must be a role of Meta’s conversation routing, such as customer_service'),
      )
      .min(1)
      .max(10)
      .nullable()
      .optional()
      .meta({
        description:
          'The roles of this app in Meta’s conversation routing: a thread that is passed to another role is not ours. Null: every role is ours, except that of Meta’s own agent',
      }),
  })
  .meta({
    example: {
      name: 'WhatsApp',
      phone_number_id: '106540352242922',
      waba_id: '102290129340398',
      access_token: 'EAAGexample',
      app_secret: '0123456789abcdef0123456789abcdef',
    },
  });

/** Creates a channel. Fails with channel_exists if a channel of the account has the number. */
export async function createChannel(
  deps: Pick<Deps, 'channels' | 'encryptor' | 'now'>,
  context: Context,
  input: z.infer<typeof CreateChannel>,
  makeIdempotencyRecord: MakeIdempotencyRecord<Channel>,
): Promise<Channel> {
  const { accountId } = context.account;
  const channelId = newId('chn');
  const now = deps.now();
  const channel: Channel = {
    channelId,
    accountId,
    name: input.name,
    phoneNumberId: input.phone_number_id,
    wabaId: input.waba_id,
    accessToken: await deps.encryptor.encrypt(input.access_token, aadFor(channelId, 'access_token')),
    appSecret: await deps.encryptor.encrypt(input.app_secret, aadFor(channelId, 'app_secret')),
    brokenAt: null,
    brokenReason: null,
    templatesAt: null,
    quality: null,
    lastCheck: null,
    routingRoles: input.routing_roles ?? null,
    appId: null,
    pin: null,
    setUp: null,
    limits: null,
    deletedAt: null,
    createdAt: now,
    updatedAt: now,
  };
  const facts = { targets: [{ type: 'channel', id: channelId }], metadata: { name: channel.name } };
  const audit = newAuditEntry(context, now, 'channel.created', facts);
  if (!(await deps.channels.insert(channel, await makeIdempotencyRecord(channel), audit))) {
    throw new AppError('channel_exists', `The number ${input.phone_number_id} is already a channel`);
  }
  invalidateChannels(channel);
  return channel;
}
