import type { SigningChannel } from '../../db/channels/channels';
import { constantTimeEqual, hmacSha256 } from '../../shared/crypto/hmac';
import { boundedCache } from '../../shared/lazy/bounded-cache';
import { CACHE_TTL_MS, MAX_CACHED } from '../isolate-cache';
import type { Deps } from '../ports';
import { findShards } from '../shards/find-shards';
import { decryptAppSecret } from './decrypt-app-secret';

/**
 * How long an isolate caches that no channel with the signing secret matches a ref. Meta does not resend skipped changes,
 * so this is short: another isolate may just have created the channel or corrected its app secret.
 */
const MISS_TTL_MS = 5_000;
/** Meta puts at most 1,000 updates into a delivery. Refs beyond this bound are not looked up. */
const MAX_REFS = 10_000;
/** Each secret that is tried costs one HMAC over the whole delivery. */
const MAX_SECRETS = 100;

export type SigningChannelSecret = { accountId: string; channelId: string; appSecret: string };
/** How a delivery refers to a channel: `number:<phone number id>` or `waba:<WhatsApp Business Account id>`. */
export type ChannelRef = `${'number' | 'waba'}:${string}`;
type SignedBody = { bytes: Uint8Array<ArrayBuffer>; signature: Uint8Array };

const cachedChannels = boundedCache<string, { channels: SigningChannelSecret[]; readAt: number }>(MAX_CACHED);
/** When each ref without a channel was last looked up. */
const cachedMisses = boundedCache<string, number>(MAX_CACHED);

/** Drops a channel's number and WhatsApp Business Account from this isolate's cache, after a change to the channel. */
export const invalidateChannels = ({ phoneNumberId, wabaId }: { phoneNumberId: string; wabaId: string }): void => {
  for (const ref of [`number:${phoneNumberId}`, `waba:${wabaId}`]) {
    cachedChannels.delete(ref);
    cachedMisses.delete(ref);
  }
};

const idsOf = (refs: ChannelRef[], kind: 'number' | 'waba'): string[] =>
  refs.filter((ref) => ref.startsWith(kind)).map((ref) => ref.slice(kind.length + 1));

/** Finds channels in all databases; skips the copy of an account that is being moved. */
async function findChannels(
  deps: Pick<Deps, 'databases' | 'directory' | 'forShard' | 'now'>,
  refs: ChannelRef[],
): Promise<SigningChannel[]> {
  const metaIds = { phoneNumberIds: idsOf(refs, 'number'), wabaIds: idsOf(refs, 'waba') };
  const found = await Promise.all(
    deps.databases.map(async (database) => ({
      database,
      rows: await deps.forShard(database).channels.findByMetaIds(metaIds),
    })),
  );
  const shards = await findShards(
    deps,
    found.flatMap(({ rows }) => rows.map(({ accountId }) => accountId)),
  );
  return found.flatMap(({ database, rows }) =>
    rows.filter(({ accountId }) => shards.get(accountId)?.database === database),
  );
}

/** Reads the channels of these refs from D1, in one round trip however many there are. */
async function readChannels(
  deps: Pick<Deps, 'databases' | 'directory' | 'encryptor' | 'forShard' | 'now'>,
  refs: ChannelRef[],
): Promise<Map<ChannelRef, SigningChannelSecret[]>> {
  const channels = new Map<ChannelRef, SigningChannelSecret[]>(refs.map((ref) => [ref, []]));
  const rows = await findChannels(deps, refs);
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

/** Returns the app secret that signs the delivery, null if none does. */
async function findSigningSecret(secrets: Set<string>, { bytes, signature }: SignedBody): Promise<string | null> {
  for (const secret of [...secrets].slice(0, MAX_SECRETS)) {
    if (constantTimeEqual(await hmacSha256(secret, bytes), signature)) return secret;
  }
  return null;
}

/**
 * Returns, for each of `refs`, the channels whose app secret signed the delivery; null if no referenced channel's secret
 * signed it. Channels with another secret are not returned. `signerRefs` are used only to find the secret. Reads D1 at most
 * once, and not at all when this isolate's cache has all that is needed.
 */
export async function findSigningChannels(
  deps: Pick<Deps, 'databases' | 'directory' | 'encryptor' | 'forShard' | 'now'>,
  { refs, signerRefs, ...signed }: { refs: Set<ChannelRef>; signerRefs: Set<ChannelRef> } & SignedBody,
): Promise<Map<ChannelRef, SigningChannelSecret[]> | null> {
  const now = deps.now();
  const channelsByRef = new Map<ChannelRef, SigningChannelSecret[]>();
  for (const ref of [...refs, ...signerRefs]) {
    const entry = cachedChannels.get(ref);
    if (entry && now - entry.readAt < CACHE_TTL_MS) channelsByRef.set(ref, entry.channels);
  }
  const secrets = () =>
    new Set([...channelsByRef.values()].flatMap((channels) => channels.map(({ appSecret }) => appSecret)));
  let secret = await findSigningSecret(secrets(), signed);
  const signing = (ref: ChannelRef) => (channelsByRef.get(ref) ?? []).filter(({ appSecret }) => appSecret === secret);

  const isCached = (ref: ChannelRef): boolean => {
    if (secret !== null && signing(ref).length > 0) return true;
    const readAt = cachedChannels.get(ref)?.readAt ?? cachedMisses.get(ref);
    return readAt !== undefined && now - readAt < MISS_TTL_MS;
  };
  const refsToResolve = secret === null ? [...new Set([...refs, ...signerRefs])] : [...refs];
  const cold = refsToResolve.filter((ref) => !isCached(ref)).slice(0, MAX_REFS);
  if (cold.length > 0) {
    const read = await readChannels(deps, cold);
    for (const [ref, channels] of read) channelsByRef.set(ref, channels);
    secret ??= await findSigningSecret(secrets(), signed);
    for (const [ref, channels] of read) {
      if (channels.length > 0) cachedChannels.set(ref, { channels, readAt: now });
      // An unsigned delivery must not fill the cache with refs that match no channel.
      else if (secret !== null) cachedMisses.set(ref, now);
    }
  }
  return secret === null ? null : new Map([...refs].map((ref) => [ref, signing(ref)]));
}
