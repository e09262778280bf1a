import type { Channel } from '../../db/channels';
import type { Store } from '../../db/stores';
import { type Sealer, secretPlace } from '../../shared/seal';
import type { Deps } from '../ports';

const BATCH = 50;

/** Seals again what an old key has sealed; what is current stays as it is. */
async function reseal(sealer: Sealer, owner: string, member: string, sealed: string): Promise<string> {
  if (await sealer.isCurrent(sealed)) return sealed;
  const place = secretPlace(owner, member);
  return sealer.seal(await sealer.open(sealed, place), place);
}

async function resealStore(deps: Deps, store: Store): Promise<boolean> {
  const { sealer } = deps;
  const { idStore } = store;
  const one = async (member: string, sealed: string | null) =>
    sealed === null ? null : reseal(sealer, idStore, member, sealed);
  const endpoint = async <Name extends 'getObject' | 'updateObject'>(name: Name) => {
    const value = store[name];
    if (!value) return null;
    const headers = await Promise.all(
      Object.entries(value.headers).map(async ([header, sealed]) => [
        header,
        await reseal(sealer, idStore, `header:${header}`, sealed),
      ]),
    );
    return { ...value, headers: Object.fromEntries(headers) as Record<string, string> };
  };
  const member = store.kind === 'shopify' ? 'shopify_webhook_secret' : 'secret';
  const earlier = async () =>
    store.earlierSecrets &&
    Promise.all(
      store.earlierSecrets.map(async ({ secret, until }) => ({
        secret: await reseal(sealer, idStore, member, secret),
        until,
      })),
    );
  return deps.stores.reseal(store, {
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

async function resealChannel({ sealer, channels }: Deps, channel: Channel): Promise<boolean> {
  const { channelId } = channel;
  return channels.reseal(channel, {
    accessToken: await reseal(sealer, channelId, 'access_token', channel.accessToken),
    appSecret: await reseal(sealer, channelId, 'app_secret', channel.appSecret),
  });
}

async function resealDatabase(deps: Deps, keyId: string): Promise<{ resealed: number; remaining: number }> {
  const old = {
    stores: await deps.stores.listNotSealedBy(keyId, BATCH),
    channels: await deps.channels.listNotSealedBy(keyId, BATCH),
  };
  let resealed = 0;
  // One that was changed in between remains for the next call.
  for (const store of old.stores.rows) resealed += Number(await resealStore(deps, store));
  for (const channel of old.channels.rows) resealed += Number(await resealChannel(deps, channel));
  return { resealed, remaining: old.stores.total + old.channels.total - resealed };
}

/**
 * Seals with the current key what is still sealed with the previous one, 50 stores and 50 channels of each database a call:
 * to be called until nothing remains. It can stop anywhere and go on later.
 */
export async function resealSecrets(deps: Deps): Promise<{ resealed: number; remaining: number }> {
  const keyId = await deps.sealer.currentKeyId();
  const total = { resealed: 0, remaining: 0 };
  for (const database of deps.databases) {
    const { resealed, remaining } = await resealDatabase(deps.in(database), keyId);
    total.resealed += resealed;
    total.remaining += remaining;
  }
  return total;
}
