import type { Channel } from '../../db/channels';
import type { Store } from '../../db/stores';
import { aadFor, type Encryptor } from '../../shared/encryption';
import type { Deps } from '../ports';

const BATCH = 50;

/** Seals again what an old key has sealed; what is current stays as it is. */
async function reencrypt(encryptor: Encryptor, owner: string, member: string, sealed: string): Promise<string> {
  if (await encryptor.usesCurrentKey(sealed)) return sealed;
  const place = aadFor(owner, member);
  return encryptor.encrypt(await encryptor.decrypt(sealed, place), place);
}

async function reencryptStore(deps: Deps, store: Store): Promise<boolean> {
  const { encryptor } = deps;
  const { storeId } = store;
  const one = async (member: string, sealed: string | null) =>
    sealed === null ? null : reencrypt(encryptor, storeId, member, sealed);
  const endpoint = async <Name extends 'getObject' | 'updateObject'>(name: Name) => {
    const value = store[name];
    if (!value) return null;
    const headers = await Promise.all(
      Object.entries(value.headers).map(async ([header, sealed]) => [
        header,
        await reencrypt(encryptor, storeId, `header:${header}`, sealed),
      ]),
    );
    return { ...value, headers: Object.fromEntries(headers) as Record<string, string> };
  };
  const member = store.kind === 'shopify' ? 'shopify_webhook_secret' : 'secret';
  const earlier = async () =>
    store.earlierSecrets &&
    Promise.all(
      store.earlierSecrets.map(async ({ secret, until }) => ({
        secret: await reencrypt(encryptor, storeId, member, secret),
        until,
      })),
    );
  return deps.stores.replaceSecrets(store, {
    secret: await one('secret', store.secret),
    previousSecret: await one('secret', store.previousSecret),
    earlierSecrets: await earlier(),
    getObject: await endpoint('getObject'),
    updateObject: await endpoint('updateObject'),
    shopifyTokenApp: await one('shopify_token_app', store.shopifyTokenApp),
    shopifyClientSecret: await one('shopify_client_secret', store.shopifyClientSecret),
    shopifyAccessToken: await one('shopify_access_token', store.shopifyAccessToken),
    shopifyWebhookSecret: await one('shopify_webhook_secret', store.shopifyWebhookSecret),
    webhookKey: await one('webhook_key', store.webhookKey),
    shopifyPreviousWebhookSecret: await one('shopify_webhook_secret', store.shopifyPreviousWebhookSecret),
  });
}

async function reencryptChannel({ encryptor, channels }: Deps, channel: Channel): Promise<boolean> {
  const { channelId } = channel;
  return channels.replaceSecrets(channel, {
    accessToken: await reencrypt(encryptor, channelId, 'access_token', channel.accessToken),
    appSecret: await reencrypt(encryptor, channelId, 'app_secret', channel.appSecret),
  });
}

async function reencryptDatabase(deps: Deps, keyId: string): Promise<{ resealed: number; remaining: number }> {
  const old = {
    stores: await deps.stores.listNotEncryptedWith(keyId, BATCH),
    channels: await deps.channels.listNotEncryptedWith(keyId, BATCH),
  };
  let resealed = 0;
  // One that was changed in between remains for the next call.
  for (const store of old.stores.rows) resealed += Number(await reencryptStore(deps, store));
  for (const channel of old.channels.rows) resealed += Number(await reencryptChannel(deps, channel));
  return { resealed, remaining: old.stores.total + old.channels.total - resealed };
}

/**
 * Seals with the current key what is still sealed with the previous one, 50 stores and 50 channels of each database a call:
 * to be called until nothing remains. It can stop anywhere and go on later.
 */
export async function rotateSecrets(deps: Deps): Promise<{ resealed: number; remaining: number }> {
  const keyId = await deps.encryptor.currentKeyId();
  const total = { resealed: 0, remaining: 0 };
  for (const database of deps.databases) {
    const { resealed, remaining } = await reencryptDatabase(deps.forShard(database), keyId);
    total.resealed += resealed;
    total.remaining += remaining;
  }
  return total;
}
