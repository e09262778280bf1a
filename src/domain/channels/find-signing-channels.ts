import type { SigningChannel } from '../../db/channels';
import { boundedCache } from '../../shared/bounded-cache';
import { constantTimeEqual, hmacSha256 } from '../../shared/hmac';
import type { Deps } from '../ports';
import { findShards } from '../shards/find-shards';
import { decryptAppSecret } from './app-secret';

/** How long an isolate trusts what it read of the channels that a signature covers. */
const CACHE_TTL_MS = 30_000;
/**
 * How long it trusts that a name leads to no channel that the signature covers. Shorter, as what is skipped does not come
 * again: the channel may have been made, or its app secret corrected, in another isolate a moment ago.
 */
const MISS_TTL_MS = 5_000;
const MAX_CACHED = 10_000;
/** Meta puts at most 1,000 updates into a delivery. Names beyond these are not looked up. */
const MAX_NAMES = 10_000;
/** Each secret that is tried costs one pass over the whole delivery. */
const MAX_SECRETS = 100;

export type SigningChannelSecret = { accountId: string; channelId: string; appSecret: string };
/** What a delivery calls a channel by: `number:<phone number id>` or `waba:<WhatsApp Business Account id>`. */
export type ChannelRef = `${'number' | 'waba'}:${string}`;
type SignedBody = { bytes: Uint8Array<ArrayBuffer>; signature: Uint8Array };

const cachedChannels = boundedCache<string, { channels: SigningChannelSecret[]; readAt: number }>(MAX_CACHED);
/** Names that led to no channel, by when they were looked up. */
const cachedMisses = boundedCache<string, number>(MAX_CACHED);

/** Drops what this isolate knows of a number and its WhatsApp Business Account, after a change to a channel. */
export const invalidateChannels = ({ phoneNumberId, wabaId }: { phoneNumberId: string; wabaId: string }): void => {
  for (const name of [`number:${phoneNumberId}`, `waba:${wabaId}`]) {
    cachedChannels.delete(name);
    cachedMisses.delete(name);
  }
};

const idsOf = (names: ChannelRef[], kind: 'number' | 'waba'): string[] =>
  names.filter((name) => name.startsWith(kind)).map((name) => name.slice(kind.length + 1));

/** The channels of these names in whichever database; without the copies that there are of an account while it is moved. */
async function findChannels(deps: Deps, names: ChannelRef[]): Promise<SigningChannel[]> {
  const named = { phoneNumberIds: idsOf(names, 'number'), wabaIds: idsOf(names, 'waba') };
  const found = await Promise.all(
    deps.databases.map(async (database) => ({
      database,
      rows: await deps.forShard(database).channels.findByMetaIds(named),
    })),
  );
  const homes = await findShards(
    deps,
    found.flatMap(({ rows }) => rows.map(({ accountId }) => accountId)),
  );
  return found.flatMap(({ database, rows }) =>
    rows.filter(({ accountId }) => homes.get(accountId)?.database === database),
  );
}

/** Reads the channels of these names from D1, in one round trip however many they are. */
async function readChannels(deps: Deps, names: ChannelRef[]): Promise<Map<ChannelRef, SigningChannelSecret[]>> {
  const channels = new Map<ChannelRef, SigningChannelSecret[]>(names.map((name) => [name, []]));
  const rows = await findChannels(deps, names);
  await Promise.all(
    rows.map(async (row) => {
      const { accountId, channelId, phoneNumberId, wabaId } = row;
      const channel = { accountId, channelId, appSecret: await decryptAppSecret(deps.encryptor, row) };
      channels.get(`number:${phoneNumberId}`)?.push(channel);
      channels.get(`waba:${wabaId}`)?.push(channel);
    }),
  );
  return channels;
}

/** The one of these app secrets that signs the delivery; null where none does. */
async function findSigningSecret(secrets: Set<string>, { bytes, signature }: SignedBody): Promise<string | null> {
  for (const secret of [...secrets].slice(0, MAX_SECRETS)) {
    if (constantTimeEqual(await hmacSha256(secret, bytes), signature)) return secret;
  }
  return null;
}

/**
 * Returns the channels under the app secret that signed a delivery, by each of `names` that it calls them by; null where no
 * channel that it names has signed it. A channel under any other secret is never returned, whoever names it. `vouchers` are
 * names that can show who signed, and are needed for nothing else. Asks D1 at most once, and not at all while what this
 * isolate knows of the names suffices.
 */
export async function findSigningChannels(
  deps: Deps,
  { refs, signerRefs, ...signed }: { refs: Set<ChannelRef>; signerRefs: Set<ChannelRef> } & SignedBody,
): Promise<Map<ChannelRef, SigningChannelSecret[]> | null> {
  const now = deps.now();
  const known = new Map<ChannelRef, SigningChannelSecret[]>();
  for (const name of [...refs, ...signerRefs]) {
    const entry = cachedChannels.get(name);
    if (entry && now - entry.readAt < CACHE_TTL_MS) known.set(name, entry.channels);
  }
  const secrets = () => new Set([...known.values()].flatMap((channels) => channels.map(({ appSecret }) => appSecret)));
  let secret = await findSigningSecret(secrets(), signed);
  const covered = (name: ChannelRef) => (known.get(name) ?? []).filter(({ appSecret }) => appSecret === secret);

  const isKnown = (name: ChannelRef): boolean => {
    if (secret !== null && covered(name).length > 0) return true;
    const readAt = cachedChannels.get(name)?.readAt ?? cachedMisses.get(name);
    return readAt !== undefined && now - readAt < MISS_TTL_MS;
  };
  const wanted = secret === null ? [...new Set([...refs, ...signerRefs])] : [...refs];
  const cold = wanted.filter((name) => !isKnown(name)).slice(0, MAX_NAMES);
  if (cold.length > 0) {
    const read = await readChannels(deps, cold);
    for (const [name, channels] of read) known.set(name, channels);
    secret ??= await findSigningSecret(secrets(), signed);
    for (const [name, channels] of read) {
      if (channels.length > 0) cachedChannels.set(name, { channels, readAt: now });
      // Only who signed may fill the isolate's memory with names that lead nowhere.
      else if (secret !== null) cachedMisses.set(name, now);
    }
  }
  return secret === null ? null : new Map([...refs].map((name) => [name, covered(name)]));
}
