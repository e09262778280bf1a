import type { Channel } from '../../db/channels';
import { constantTimeEqual, hmacSha256 } from '../../shared/hmac';
import { homesOf } from '../databases/home-of';
import type { Deps } from '../ports';
import { secretPlace } from '../stores/endpoint-headers';

/** How long an isolate trusts what it read of an owner's channels. */
const TRUST_MS = 30_000;
const MOST_OWNERS = 10_000;

export type SignedChannel = { accountId: string; channelId: string; appSecret: string };
const known = new Map<string, { channels: SignedChannel[]; until: number }>();

/** Drops what this isolate knows of a number and its WhatsApp Business Account, after a change to a channel. */
export const forgetChannels = ({ phoneNumberId, wabaId }: { phoneNumberId: string; wabaId: string }): void => {
  known.delete(`number:${phoneNumberId}`);
  known.delete(`waba:${wabaId}`);
};

/** An owner's channels in whichever database; without the copies that there are of an account while it is moved. */
async function findChannels(deps: Deps, owner: string): Promise<Channel[]> {
  const id = owner.slice(owner.indexOf(':') + 1);
  const find = ({ channels }: Deps) =>
    owner.startsWith('number:') ? channels.findByNumber(id) : channels.findByWaba(id);
  const found = await Promise.all(
    deps.databases.map(async (database) => ({ database, rows: await find(deps.in(database)) })),
  );
  const homes = await homesOf(
    deps,
    found.flatMap(({ rows }) => rows.map(({ accountId }) => accountId)),
  );
  return found.flatMap(({ database, rows }) =>
    rows.filter(({ accountId }) => homes.get(accountId)?.database === database),
  );
}

async function channelsOf(deps: Deps, owner: string): Promise<SignedChannel[]> {
  const now = deps.now();
  const warm = known.get(owner);
  if (warm && warm.until > now) return warm.channels;
  const rows = await findChannels(deps, owner);
  const channels = await Promise.all(
    rows.map(async ({ accountId, channelId, appSecret }) => ({
      accountId,
      channelId,
      appSecret: await deps.sealer.open(appSecret, secretPlace(channelId, 'app_secret')),
    })),
  );
  // An owner that is not here is asked for again each time: it may be added at any moment.
  if (channels.length === 0) return channels;
  const oldest = known.size >= MOST_OWNERS ? known.keys().next().value : undefined;
  if (oldest !== undefined) known.delete(oldest);
  known.set(owner, { channels, until: now + TRUST_MS });
  return channels;
}

/**
 * The channels of an owner (`number:<phone number id>` or `waba:<account id>`) whose app secret signs these bytes: who
 * only claims the number gets nothing.
 */
export async function findSigned(
  deps: Deps,
  { owner, bytes, signature }: { owner: string; bytes: Uint8Array<ArrayBuffer>; signature: Uint8Array },
): Promise<SignedChannel[]> {
  const channels = await channelsOf(deps, owner);
  const signs = await Promise.all(
    channels.map(async ({ appSecret }) => constantTimeEqual(await hmacSha256(appSecret, bytes), signature)),
  );
  return channels.filter((_, i) => signs[i]);
}
