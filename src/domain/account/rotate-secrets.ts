import type { Channel } from '../../db/channels/channels';
import type { Store } from '../../db/stores/stores';
import type { Subscription } from '../../db/subscriptions/subscriptions';
import { aadFor, type Encryptor } from '../../shared/crypto/encryption';
import type { Deps } from '../ports';

const BATCH_SIZE = 50;

/** Encrypts a secret with the current key; one that already is stays the same. */
async function reencrypt(encryptor: Encryptor, ownerId: string, member: string, encrypted: string): Promise<string> {
  if (await encryptor.usesCurrentKey(encrypted)) return encrypted;
  const aad = aadFor(ownerId, member);
  return encryptor.encrypt(await encryptor.decrypt(encrypted, aad), aad);
}

async function reencryptStore(deps: Pick<Deps, 'encryptor' | 'stores'>, store: Store): Promise<boolean> {
  const { encryptor } = deps;
  const { storeId } = store;
  const secret = async (member: string, encrypted: string | null) =>
    encrypted === null ? null : reencrypt(encryptor, storeId, member, encrypted);
  const endpoint = async <Name extends 'getObject' | 'updateObject'>(name: Name) => {
    const value = store[name];
    if (!value) return null;
    const headers = await Promise.all(
      Object.entries(value.headers).map(async ([header, encrypted]) => [
        header,
        await reencrypt(encryptor, storeId, `header:${header}`, encrypted),
      ]),
    );
    return { ...value, headers: Object.fromEntries(headers) as Record<string, string> };
  };
  const shipping = async () => {
    if (!store.shipping) return null;
    const secrets = await Promise.all(
      Object.entries(store.shipping.secrets).map(async ([name, encrypted]) => [
        name,
        await reencrypt(encryptor, storeId, `shipping:${name}`, encrypted),
      ]),
    );
    return { ...store.shipping, secrets: Object.fromEntries(secrets) as Record<string, string> };
  };
  const member = store.kind === 'shopify' ? 'shopify_webhook_secret' : 'secret';
  const earlierSecrets = async () =>
    store.earlierSecrets &&
    Promise.all(
      store.earlierSecrets.map(async (earlier) => ({
        ...earlier,
        secret: await reencrypt(encryptor, storeId, member, earlier.secret),
      })),
    );
  return deps.stores.replaceSecrets(store, {
    secret: await secret('secret', store.secret),
    previousSecret: await secret('secret', store.previousSecret),
    earlierSecrets: await earlierSecrets(),
    getObject: await endpoint('getObject'),
    updateObject: await endpoint('updateObject'),
    shopifyTokenApp: await secret('shopify_token_app', store.shopifyTokenApp),
    shopifyClientSecret: await secret('shopify_client_secret', store.shopifyClientSecret),
    shopifyAccessToken: await secret('shopify_access_token', store.shopifyAccessToken),
    shopifyWebhookSecret: await secret('shopify_webhook_secret', store.shopifyWebhookSecret),
    shipping: await shipping(),
    webhookKey: await secret('webhook_key', store.webhookKey),
    shopifyPreviousWebhookSecret: await secret('shopify_webhook_secret', store.shopifyPreviousWebhookSecret),
  });
}

async function reencryptChannel(
  { encryptor, channels }: Pick<Deps, 'channels' | 'encryptor'>,
  channel: Channel,
): Promise<boolean> {
  const { channelId, pin } = channel;
  return channels.replaceSecrets(channel, {
    accessToken: await reencrypt(encryptor, channelId, 'access_token', channel.accessToken),
    appSecret: await reencrypt(encryptor, channelId, 'app_secret', channel.appSecret),
    pin: pin === null ? null : await reencrypt(encryptor, channelId, 'pin', pin),
  });
}

async function reencryptSubscription(
  { encryptor, subscriptions }: Pick<Deps, 'encryptor' | 'subscriptions'>,
  subscription: Subscription,
): Promise<boolean> {
  const { subscriptionId, secret, retiredSecrets } = subscription;
  const current = (encrypted: string) => reencrypt(encryptor, subscriptionId, 'secret', encrypted);
  return subscriptions.replaceSecrets(subscription, {
    secret: await current(secret),
    retiredSecrets: await Promise.all(
      retiredSecrets.map(async (retired) => ({ ...retired, secret: await current(retired.secret) })),
    ),
  });
}

async function reencryptDatabase(
  deps: Pick<Deps, 'channels' | 'encryptor' | 'stores' | 'subscriptions'>,
  keyId: string,
): Promise<{ resealed: number; remaining: number }> {
  const old = {
    stores: await deps.stores.listNotEncryptedWith(keyId, BATCH_SIZE),
    channels: await deps.channels.listNotEncryptedWith(keyId, BATCH_SIZE),
    subscriptions: await deps.subscriptions.listNotEncryptedWith(keyId, BATCH_SIZE),
  };
  let resealed = 0;
  // A row that changed in between remains for the next call.
  for (const store of old.stores.rows) resealed += Number(await reencryptStore(deps, store));
  for (const channel of old.channels.rows) resealed += Number(await reencryptChannel(deps, channel));
  for (const subscription of old.subscriptions.rows) {
    resealed += Number(await reencryptSubscription(deps, subscription));
  }
  return { resealed, remaining: old.stores.total + old.channels.total + old.subscriptions.total - resealed };
}

/**
 * Encrypts with the current key the secrets that still use the previous one: of up to 50 stores, channels and subscriptions
 * of each database. Call it until nothing remains; it may be interrupted anywhere.
 */
export async function rotateSecrets(
  deps: Pick<Deps, 'databases' | 'encryptor' | 'forShard'>,
): Promise<{ resealed: number; remaining: number }> {
  const keyId = await deps.encryptor.currentKeyId();
  const total = { resealed: 0, remaining: 0 };
  for (const database of deps.databases) {
    const { resealed, remaining } = await reencryptDatabase(deps.forShard(database), keyId);
    total.resealed += resealed;
    total.remaining += remaining;
  }
  return total;
}
