import { env } from 'cloudflare:workers';
import { describe, expect, inject, test } from 'vitest';
import { invalidateChannels } from '../../src/domain/channels/verify-meta-signature';
import { aadFor, makeEncryptor } from '../../src/shared/crypto/encryption';
import { metaDelivery, replyValue } from '../standins/meta-webhooks';
import { newAppSecret } from '../support/app-secret';
import { stubInboundQueue } from '../support/inbound-queue-stub';
import { newScene, type Scene } from '../support/scene';
import { signedInBrowser } from '../support/signed-in-browser';
import { call } from '../support/tenant';

/** How a value may look after it is copied from a page, an e-mail or a chat. */
const PASTED: [string, (value: string) => string][] = [
  ['a line break', (value) => `${value}\n`],
  ['Windows’ line break', (value) => `\r\n${value}\r\n`],
  ['spaces and a tab', (value) => ` \t${value}  `],
  ['a space that does not break', (value) => `\u00a0${value}\u00a0`],
  ['a byte order mark', (value) => `\ufeff${value}`],
  ['marks without width', (value) => `\u200b${value.slice(0, 3)}\u200d${value.slice(3)}\u200e`],
  ['a soft hyphen', (value) => `${value.slice(0, 3)}\u00ad${value.slice(3)}`],
  ['quotes', (value) => `"${value}"`],
  ['typographic quotes and a space', (value) => ` “${value}” `],
];
const number = (scene: Scene) => ({ phone_number_id: scene.phoneNumberId, waba_id: scene.wabaId });
const hello = (scene: Scene) => metaDelivery(number(scene), replyValue({ from: scene.customer, text: 'Ciao' }));

describe('an app secret', () => {
  test.each([...PASTED, ['capitals', (value: string) => `${value.toUpperCase()}\n`] as const])(
    'pasted with %s verifies webhooks',
    async (_, paste) => {
      const scene = await newScene();
      const secret = newAppSecret();
      const path = `/v1/channels/${scene.channelId}`;
      const changed = await scene.as('PATCH', path, { app_secret: paste(secret) });
      expect([changed.status, changed.body.app_secret]).toEqual([200, { set: true, last_four: secret.slice(-4) }]);
      expect(await stubInboundQueue().post(hello(scene), secret)).toBe(200);
    },
  );

  test.each([
    '',
    ' ',
    'app-secret',
    '0123456789abcdef0123456789abcde',
    '0123456789abcdef0123456789abcdef0',
    '0123456789abcdef 0123456789abcdef',
    '0123456789abcdef0123456789abcdeg',
    '٠123456789abcdef0123456789abcdef',
    'EAAG0123456789abcdef0123456789ab',
  ])('«%s» is rejected on create, replace, update and in the form', async (app_secret) => {
    const scene = await newScene();
    const path = `/v1/channels/${scene.channelId}`;
    const rest = { name: 'N', phone_number_id: '77', waba_id: '77' };
    const refused = [
      await scene.as('POST', '/v1/channels', { ...rest, access_token: 'EAAGx', app_secret }),
      await scene.as('PUT', path, { ...rest, app_secret }),
      await scene.as('PATCH', path, { app_secret }),
    ];
    for (const { status, body } of refused) {
      expect([status, body.errors]).toEqual([
        422,
        [
          {
            path: '/app_secret',
            code: 'invalid_format',
            message: 'must be the 32 hex digits that Meta shows under App settings > Basic',
          },
        ],
      ]);
    }
    if (app_secret.trim() === '') return;
    for (const [language, text] of [
      ['en', 'An app secret has 32 characters'],
      ['it', 'Una chiave segreta dell’app ha 32 caratteri'],
    ] as const) {
      const browser = await signedInBrowser(scene, language);
      const answer = await browser.post('/account/profile/channels', { ...rest, access_token: 'EAAGx', app_secret });
      expect([answer.status, answer.text.includes(text), answer.text.includes(app_secret)]).toEqual([422, true, false]);
    }
  });

  test.each(PASTED)('a secret that an older version stored with %s still works', async (_, paste) => {
    const scene = await newScene();
    const secret = newAppSecret();
    const encryptor = makeEncryptor({ key: inject('settings').SECRETS_KEY ?? '' });
    const stored = await encryptor.encrypt(paste(secret.toUpperCase()), aadFor(scene.channelId, 'app_secret'));
    await env.DB.prepare('update channels set app_secret = ? where channel_id = ?').bind(stored, scene.channelId).run();
    invalidateChannels(scene);
    expect(await stubInboundQueue().post(hello(scene), secret)).toBe(200);
    const access_token = `EAAG-token-of-the-test-${secret}`;
    await scene.configureMeta({ app_secret: secret, token: access_token });
    await scene.as('PATCH', `/v1/channels/${scene.channelId}`, { access_token });
    const { body } = await scene.as('POST', `/v1/channels/${scene.channelId}/check`);
    expect(body.checks.find(({ name }: any) => name === 'app_secret').status).toBe('passed');
    const { body: channel } = await scene.as('GET', `/v1/channels/${scene.channelId}`);
    expect(channel.app_secret.last_four).toBe(secret.slice(-4));
  });
});

describe.each(PASTED)('pasted with %s', (_, paste) => {
  test('the ids and the token of a channel are cleaned', async () => {
    const scene = await newScene();
    const { body, status } = await scene.as('POST', '/v1/channels', {
      name: 'N',
      phone_number_id: paste('106540352242922'),
      waba_id: paste('102290129340398'),
      access_token: paste('EAAGtoken1234'),
      app_secret: paste(newAppSecret()),
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      phone_number_id: '106540352242922',
      waba_id: '102290129340398',
      access_token: { last_four: '1234' },
    });
  });

  test('the name, token and secrets of a Shopify store are cleaned', async () => {
    const scene = await newScene();
    const { body, status } = await scene.as('POST', '/v1/stores', {
      name: 'Shop',
      kind: 'shopify',
      shopify_store_name: paste('my-shop'),
      shopify_token_app: paste('shpat_abcd1234'),
      shopify_webhook_secret: paste('abcdef5678'),
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      shopify_store_name: 'my-shop',
      shopify_token_app: { last_four: '1234' },
      shopify_webhook_secret: { last_four: '5678' },
    });
  });

  test('a signing secret is cleaned', async () => {
    const scene = await newScene();
    const secret = `whsec_${btoa('x'.repeat(24))}`;
    const input = { name: 'N', kind: 'custom', secret: paste(secret) };
    const { body, status } = await scene.as('POST', '/v1/stores', input);
    expect([status, body.secret]).toEqual([201, secret]);
  });

  test('an API key is accepted in the query and at sign-in', async () => {
    const scene = await newScene();
    const key = paste(scene.key);
    expect((await call('GET', `/v1/account?api_key=${encodeURIComponent(key)}`)).status).toBe(200);
    const browser = await signedInBrowser({ key });
    expect((await browser.get('/account/profile')).status).toBe(200);
  });
});

test('an API key in quotes is accepted in a header', async () => {
  const { key } = await newScene();
  for (const [name, value] of [
    ['x-api-key', `"${key}"`],
    ['authorization', `Bearer "${key}"`],
  ] as const) {
    expect((await call('GET', '/v1/account', { headers: { [name]: value } })).status).toBe(200);
  }
});

test('a header value loses invalid characters, and keeps its quotes', async () => {
  const scene = await newScene();
  const save = async (value: string) => {
    const get_object = { url: 'https://shop.example/ws', headers: { 'x-token': value } };
    return scene.as('POST', '/v1/stores', { name: 'N', kind: 'custom', get_object });
  };
  for (const [value, last_four] of [
    ['token-9999\n', '9999'],
    ['\ufeff token-9999 \u200b', '9999'],
    ['"token-9999"', '999"'],
  ] as const) {
    const { status, body } = await save(value);
    expect([status, body.get_object?.headers['x-token'].last_four]).toEqual([201, last_four]);
  }
  expect((await save('two\nlines')).status).toBe(422);
});

test('spaces and line breaks inside a secret are rejected', async () => {
  const scene = await newScene();
  const path = `/v1/channels/${scene.channelId}`;
  for (const value of [{ access_token: 'EAAG abc' }, { access_token: 'EAAG\nabc' }, { phone_number_id: '10 20' }]) {
    expect((await scene.as('PATCH', path, value)).status).toBe(422);
  }
});
