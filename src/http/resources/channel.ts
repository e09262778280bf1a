import { z } from 'zod';
import type { Channel } from '../../db/channels/channels';
import { decryptAppSecret } from '../../domain/channels/decrypt-app-secret';
import { aadFor, type Encryptor } from '../../shared/crypto/encryption';
import { formatInstant } from '../../shared/time/time-zone';
import { Instant, JsonRecord } from './common';
import { MaskedSecret, maskSecret } from './masked-secret';

export const ChannelResource = z
  .object({
    channel_id: z.string(),
    name: z.string(),
    phone_number_id: z.string(),
    waba_id: z.string(),
    access_token: MaskedSecret,
    app_secret: MaskedSecret,
    broken: z.object({ since: Instant, reason: z.string() }).nullable().meta({
      description: 'Set when Meta refuses to send from the number: messages wait until a person resumes the channel',
    }),
    routing_roles: z.array(z.string()).nullable().meta({
      description:
        'The roles of this app in Meta’s conversation routing; null: every role except that of Meta’s own agent',
    }),
    quality: JsonRecord.nullable().meta({ description: 'The quality of the number as last reported by Meta' }),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Channel' });

export async function presentChannel(
  channel: Channel,
  encryptor: Encryptor,
  zone: string,
): Promise<z.infer<typeof ChannelResource>> {
  const { channelId } = channel;
  return {
    channel_id: channelId,
    name: channel.name,
    phone_number_id: channel.phoneNumberId,
    waba_id: channel.wabaId,
    access_token: maskSecret(await encryptor.decrypt(channel.accessToken, aadFor(channelId, 'access_token'))),
    app_secret: maskSecret(await decryptAppSecret(encryptor, channel)),
    broken:
      channel.brokenAt === null
        ? null
        : { since: formatInstant(channel.brokenAt, zone), reason: channel.brokenReason ?? '' },
    routing_roles: channel.routingRoles,
    quality: channel.quality,
    created_at: formatInstant(channel.createdAt, zone),
    updated_at: formatInstant(channel.updatedAt, zone),
  };
}
