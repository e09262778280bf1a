import { constantTimeEqual, hmacSha256 } from '../../shared/hmac';
import type { Deps } from '../ports';
import { secretPlace } from '../stores/endpoint-headers';

/** How long an isolate trusts what it read of a number's channels. */
const TRUST_MS = 30_000;
const MOST_NUMBERS = 10_000;

export type SignedChannel = { accountId: string; channelId: string; appSecret: string };
const known = new Map<string, { channels: SignedChannel[]; until: number }>();

/** Drops what this isolate knows of a number, after a change to its channels. */
export const forgetChannels = (phoneNumberId: string): void => {
  known.delete(phoneNumberId);
};

async function channelsOf(deps: Deps, phoneNumberId: string): Promise<SignedChannel[]> {
  const now = deps.now();
  const warm = known.get(phoneNumberId);
  if (warm && warm.until > now) return warm.channels;
  const rows = await deps.channels.findByNumber(phoneNumberId);
  const channels = await Promise.all(
    rows.map(async ({ accountId, channelId, appSecret }) => ({
      accountId,
      channelId,
      appSecret: await deps.sealer.open(appSecret, secretPlace(channelId, 'app_secret')),
    })),
  );
  // A number that is not here is asked for again each time: it may be added at any moment.
  if (channels.length === 0) return channels;
  const oldest = known.size >= MOST_NUMBERS ? known.keys().next().value : undefined;
  if (oldest !== undefined) known.delete(oldest);
  known.set(phoneNumberId, { channels, until: now + TRUST_MS });
  return channels;
}

/** The channels of a number whose app secret signs these bytes: who only claims the number gets nothing. */
export async function findSigned(
  deps: Deps,
  { phoneNumberId, bytes, signature }: { phoneNumberId: string; bytes: Uint8Array<ArrayBuffer>; signature: Uint8Array },
): Promise<SignedChannel[]> {
  const channels = await channelsOf(deps, phoneNumberId);
  const signs = await Promise.all(
    channels.map(async ({ appSecret }) => constantTimeEqual(await hmacSha256(appSecret, bytes), signature)),
  );
  return channels.filter((_, i) => signs[i]);
}
