import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { makeDeps } from '../../src/composition/make-deps';
import { readSettings } from '../../src/composition/settings';
import type { Store } from '../../src/db/stores/stores';
import type { Subscription } from '../../src/db/subscriptions/subscriptions';
import { rotateSecrets } from '../../src/domain/account/rotate-secrets';
import { signingSecrets } from '../../src/domain/stores/signing-secrets';
import { subscriptionSecrets } from '../../src/domain/subscriptions/subscription-secrets';
import { aadFor } from '../../src/shared/crypto/encryption';
import { newScene } from '../support/scene';

const depsWith = (keys: { SECRETS_KEY?: string; SECRETS_KEY_PREVIOUS?: string }) => {
  const check = readSettings({ ...env, ...keys });
  if (!check.ok) throw new Error(check.invalid.join());
  const meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  return makeDeps(env, check.settings, { d1: env.DB, meter, traceId: 'reseal', ownHost: null });
};

test('with a new encryption key old secrets still decrypt, and each call encrypts some again until none remains', async () => {
  const scene = await newScene();
  for (let i = 0; i < 60; i += 1) await scene.as('POST', '/v1/stores', { name: `n${i}`, kind: 'custom' });
  const shopify = {
    name: 'Shop',
    kind: 'shopify',
    shopify_store_name: 'my-shop',
    shopify_client_id: 'client',
    shopify_client_secret: 'client-secret',
    shopify_webhook_secret: 'old-webhook-secret',
    shipping: { kind: 'qapla', api_key: 'qapla-key' },
  };
  const shop = (await scene.as('POST', '/v1/stores', shopify)).body.id_store;
  await scene.as('PATCH', `/v1/stores/${shop}`, { shopify_webhook_secret: 'webhook-secret' });
  for (let i = 0; i < 3; i += 1) await scene.as('POST', `/v1/stores/${scene.storeId}/rotate_secret`);
  const subscription = { url: 'https://erp.example/', types: ['*'] };
  const { subscription_id } = (await scene.as('POST', '/v1/subscriptions', subscription)).body;
  await scene.as('POST', `/v1/subscriptions/${subscription_id}/rotate_secret`);
  const secretsOf = async (deps: ReturnType<typeof depsWith>) => {
    const row = (await deps.subscriptions.find(scene.accountId, subscription_id)) as Subscription;
    return subscriptionSecrets(deps.encryptor, row, Date.now());
  };
  const ofSubscription = await secretsOf(depsWith({}));
  const before = await depsWith({}).stores.find(scene.accountId, scene.storeId);

  const next = { SECRETS_KEY: btoa('fedcba9876543210fedcba9876543210') };
  const deps = depsWith({ ...next, SECRETS_KEY_PREVIOUS: btoa('0123456789abcdef0123456789abcdef') });
  const secret = await deps.encryptor.decrypt(before?.secret ?? '', aadFor(scene.storeId, 'secret'));
  const rotated = await signingSecrets(deps.encryptor, before as Store, Date.now());
  const first = await rotateSecrets(deps);
  expect(first.resealed).toBe(52);
  expect(first.remaining).toBe(12);
  expect(await rotateSecrets(deps)).toEqual({ resealed: 12, remaining: 0 });
  expect(await rotateSecrets(deps)).toEqual({ resealed: 0, remaining: 0 });

  const alone = depsWith(next);
  expect(ofSubscription).toHaveLength(2);
  expect(await secretsOf(alone)).toEqual(ofSubscription);
  const after = await alone.stores.find(scene.accountId, scene.storeId);
  expect(await alone.encryptor.decrypt(after?.secret ?? '', aadFor(scene.storeId, 'secret'))).toBe(secret);
  expect(rotated).toHaveLength(4);
  expect(await signingSecrets(alone.encryptor, after as Store, Date.now())).toEqual(rotated);
  const header = after?.getObject?.headers['x-token'] ?? '';
  expect(await alone.encryptor.decrypt(header, aadFor(scene.storeId, 'header:x-token'))).toBe(
    'a-header-value-of-the-merchant',
  );
  const sealed = await alone.stores.find(scene.accountId, shop);
  const open = (member: string, value: string | null | undefined) =>
    alone.encryptor.decrypt(value ?? '', aadFor(shop, member));
  expect(await open('shopify_client_secret', sealed?.shopifyClientSecret)).toBe('client-secret');
  expect(await open('shopify_webhook_secret', sealed?.shopifyWebhookSecret)).toBe('webhook-secret');
  expect(await open('shopify_webhook_secret', sealed?.shopifyPreviousWebhookSecret)).toBe('old-webhook-secret');
  const key = sealed?.shipping?.secrets.api_key;
  expect([key?.split('.')[1], await open('shipping:api_key', key)]).toEqual([
    await alone.encryptor.currentKeyId(),
    'qapla-key',
  ]);
  const other = aadFor('str_another', 'secret');
  await expect(alone.encryptor.decrypt(after?.secret ?? '', other)).rejects.toThrow('cannot be decrypted');
  await expect(depsWith({}).encryptor.decrypt(after?.secret ?? '', other)).rejects.toThrow('cannot be decrypted');
});

test('a secret that is created during the rotation is not lost', async () => {
  const scene = await newScene();
  const deps = depsWith({
    SECRETS_KEY: btoa('fedcba9876543210fedcba9876543210'),
    SECRETS_KEY_PREVIOUS: btoa('0123456789abcdef0123456789abcdef'),
  });
  const rotate = async (): Promise<string> =>
    (await scene.as('POST', `/v1/stores/${scene.storeId}/rotate_secret`)).body.secret;
  const channel = `/v1/channels/${scene.channelId}`;
  const made = [await rotate()];
  await scene.as('PATCH', channel, { app_secret: '1'.repeat(32) });
  const seal = deps.encryptor.encrypt.bind(deps.encryptor);
  let isFirst = true;
  deps.encryptor.encrypt = async (text, place) => {
    if (isFirst) {
      isFirst = false;
      made.push(await rotate());
      await scene.as('PATCH', channel, { app_secret: '2'.repeat(32) });
    }
    return seal(text, place);
  };
  const { remaining } = await rotateSecrets(deps);
  expect([made.length, remaining]).toEqual([2, 2]);
  while ((await rotateSecrets(deps)).remaining > 0);
  const row = await deps.stores.find(scene.accountId, scene.storeId);
  const secrets = await signingSecrets(deps.encryptor, row as Store, Date.now());
  expect(secrets.slice(0, 2)).toEqual(made.toReversed());
  expect(secrets).toHaveLength(3);
  const sealed = await deps.channels.find(scene.accountId, scene.channelId);
  const place = aadFor(scene.channelId, 'app_secret');
  expect(await deps.encryptor.decrypt(sealed?.appSecret ?? '', place)).toBe('2'.repeat(32));
});

test('no table stores a secret in plain text', async () => {
  const scene = await newScene();
  await scene.as('POST', '/v1/keys', { name: 'x' }, { 'idempotency-key': 'k' });
  for (const table of ['accounts', 'api_keys', 'stores', 'channels', 'idempotency_keys']) {
    const { results } = await env.DB.prepare(`select * from ${table}`).all();
    const text = JSON.stringify(results);
    expect(text, table).not.toMatch(/aisac_[\w-]{32}|whsec_|EAAG-token|app-secret-of|a-header-value-of/);
  }
});
