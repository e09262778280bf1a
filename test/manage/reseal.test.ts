import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { Store } from '../../src/db/stores';
import { makeDeps } from '../../src/deps';
import { resealSecrets } from '../../src/domain/account/reseal-secrets';
import { signingSecrets } from '../../src/domain/stores/signing-secrets';
import { readSettings } from '../../src/env';
import { secretPlace } from '../../src/shared/seal';
import { newScene } from '../support/scene';

const depsWith = (keys: { SECRETS_KEY?: string; SECRETS_KEY_PREVIOUS?: string }) => {
  const check = readSettings({ ...env, ...keys });
  if (!check.ok) throw new Error(check.missing.join());
  const meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  return makeDeps(env, check.settings, { d1: env.DB, meter, traceId: 'reseal', ownHost: null });
};

test('with a new key what the old one sealed still opens, and is sealed anew call by call until nothing remains', async () => {
  const scene = await newScene();
  for (let i = 0; i < 60; i += 1) await scene.as('POST', '/v1/stores', { name: `n${i}`, kind: 'custom' });
  const shopify = {
    name: 'Shop',
    kind: 'shopify',
    shopify_store_name: 'my-shop',
    shopify_client_id: 'client',
    shopify_client_secret: 'client-secret',
    shopify_webhook_secret: 'old-webhook-secret',
  };
  const shop = (await scene.as('POST', '/v1/stores', shopify)).body.id_store;
  await scene.as('PATCH', `/v1/stores/${shop}`, { shopify_webhook_secret: 'webhook-secret' });
  for (let i = 0; i < 3; i += 1) await scene.as('POST', `/v1/stores/${scene.idStore}/rotate_secret`);
  const before = await depsWith({}).stores.find(scene.accountId, scene.idStore);

  const next = { SECRETS_KEY: btoa('fedcba9876543210fedcba9876543210') };
  const deps = depsWith({ ...next, SECRETS_KEY_PREVIOUS: btoa('0123456789abcdef0123456789abcdef') });
  const secret = await deps.sealer.open(before?.secret ?? '', secretPlace(scene.idStore, 'secret'));
  const rotated = await signingSecrets(deps.sealer, before as Store, Date.now());
  const first = await resealSecrets(deps);
  expect(first.resealed).toBe(51);
  expect(first.remaining).toBe(12);
  expect(await resealSecrets(deps)).toEqual({ resealed: 12, remaining: 0 });
  expect(await resealSecrets(deps)).toEqual({ resealed: 0, remaining: 0 });

  const alone = depsWith(next);
  const after = await alone.stores.find(scene.accountId, scene.idStore);
  expect(await alone.sealer.open(after?.secret ?? '', secretPlace(scene.idStore, 'secret'))).toBe(secret);
  expect(rotated).toHaveLength(4);
  expect(await signingSecrets(alone.sealer, after as Store, Date.now())).toEqual(rotated);
  const header = after?.getObject?.headers['x-token'] ?? '';
  expect(await alone.sealer.open(header, secretPlace(scene.idStore, 'header:x-token'))).toBe(
    'a-header-value-of-the-merchant',
  );
  const sealed = await alone.stores.find(scene.accountId, shop);
  const open = (member: string, value: string | null | undefined) =>
    alone.sealer.open(value ?? '', secretPlace(shop, member));
  expect(await open('shopify_client_secret', sealed?.shopifyClientSecret)).toBe('client-secret');
  expect(await open('shopify_webhook_secret', sealed?.shopifyWebhookSecret)).toBe('webhook-secret');
  expect(await open('shopify_webhook_secret', sealed?.shopifyPreviousWebhookSecret)).toBe('old-webhook-secret');
  const other = secretPlace('str_another', 'secret');
  await expect(alone.sealer.open(after?.secret ?? '', other)).rejects.toThrow('cannot be opened');
  await expect(depsWith({}).sealer.open(after?.secret ?? '', other)).rejects.toThrow('cannot be opened');
});

test('a secret that is made while another is sealed anew is not lost', async () => {
  const scene = await newScene();
  const deps = depsWith({
    SECRETS_KEY: btoa('fedcba9876543210fedcba9876543210'),
    SECRETS_KEY_PREVIOUS: btoa('0123456789abcdef0123456789abcdef'),
  });
  const rotate = async (): Promise<string> =>
    (await scene.as('POST', `/v1/stores/${scene.idStore}/rotate_secret`)).body.secret;
  const channel = `/v1/channels/${scene.channelId}`;
  const made = [await rotate()];
  await scene.as('PATCH', channel, { app_secret: '1'.repeat(32) });
  const seal = deps.sealer.seal.bind(deps.sealer);
  let isFirst = true;
  deps.sealer.seal = async (text, place) => {
    if (isFirst) {
      isFirst = false;
      made.push(await rotate());
      await scene.as('PATCH', channel, { app_secret: '2'.repeat(32) });
    }
    return seal(text, place);
  };
  const { remaining } = await resealSecrets(deps);
  expect([made.length, remaining]).toEqual([2, 2]);
  while ((await resealSecrets(deps)).remaining > 0);
  const row = await deps.stores.find(scene.accountId, scene.idStore);
  const secrets = await signingSecrets(deps.sealer, row as Store, Date.now());
  expect(secrets.slice(0, 2)).toEqual(made.toReversed());
  expect(secrets).toHaveLength(3);
  const sealed = await deps.channels.find(scene.accountId, scene.channelId);
  const place = secretPlace(scene.channelId, 'app_secret');
  expect(await deps.sealer.open(sealed?.appSecret ?? '', place)).toBe('2'.repeat(32));
});

test('no secret is stored in the clear, in any table', async () => {
  const scene = await newScene();
  await scene.as('POST', '/v1/keys', { name: 'x' }, { 'idempotency-key': 'k' });
  for (const table of ['accounts', 'api_keys', 'stores', 'channels', 'idempotency_keys']) {
    const { results } = await env.DB.prepare(`select * from ${table}`).all();
    const text = JSON.stringify(results);
    expect(text, table).not.toMatch(/aisac_[\w-]{32}|whsec_|EAAG-token|app-secret-of|a-header-value-of/);
  }
});
