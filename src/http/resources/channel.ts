import { z } from 'zod';
import type { Channel } from '../../db/channels';
import { openAppSecret } from '../../domain/channels/app-secret';
import { type Sealer, secretPlace } from '../../shared/seal';
import { formatInstant } from '../../shared/zone';
import { Instant, JsonRecord } from './common';
import { Hidden, hidden } from './hidden';

export const ChannelResource = z
  .object({
    channel_id: z.string(),
    name: z.string(),
    phone_number_id: z.string(),
    waba_id: z.string(),
    access_token: Hidden,
    app_secret: Hidden,
    broken: z
      .object({ since: Instant, reason: z.string() })
      .nullable()
      .meta({ description: 'Meta no longer serves the number: what is to be sent waits for a person' }),
    quality: JsonRecord.nullable().meta({ description: 'What Meta last said of the number' }),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Channel' });

export async function presentChannel(
  channel: Channel,
  sealer: Sealer,
  zone: string,
): Promise<z.infer<typeof ChannelResource>> {
  const { channelId } = channel;
  return {
    channel_id: channelId,
    name: channel.name,
    phone_number_id: channel.phoneNumberId,
    waba_id: channel.wabaId,
    access_token: hidden(await sealer.open(channel.accessToken, secretPlace(channelId, 'access_token'))),
    app_secret: hidden(await openAppSecret(sealer, channel)),
    broken:
      channel.brokenAt === null
        ? null
        : { since: formatInstant(channel.brokenAt, zone), reason: channel.brokenReason ?? '' },
    quality: channel.quality,
    created_at: formatInstant(channel.createdAt, zone),
    updated_at: formatInstant(channel.updatedAt, zone),
  };
}
