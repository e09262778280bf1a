import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { APP_SECRET, newAppSecret } from '../support/app-secret';
import { newScene, until } from '../support/scene';
import { shopifyOrder, shopifyOrderJson } from '../support/shopify-order';
import { newOrderNumber, newShopifyScene, signShopifyWebhook } from '../support/shopify-scene';
import { signedInBrowser } from '../support/signed-in-browser';
import { call, newTenant } from '../support/tenant';

const PROFILE = '/account/profile';
const DEVELOPERS = `${PROFILE}/developers`;
const HOSTILE = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>\u202e${'😀'.repeat(20)}`;
/** Returns the state of a step of the set-up, in English. */
const step = (page: string, line: string): string =>
  new RegExp(`${line} <span class="state">([^<]+)<`).exec(page)?.[1] ?? 'no such step';
const ARRIVED = 'An order has arrived from Shopify';

test('a merchant creates a key, sees it once, uses, rotates and revokes it', async () => {
  const scene = await newTenant();
  const browser = await signedInBrowser(scene);
  await browser.get(DEVELOPERS);
  const made = await browser.post(`${PROFILE}/keys`, {
    name: 'CRM',
    scopes: ['requests:read'],
    expires_at: '2099-12-31',
  });
  const key = /value="(aisac_[\w-]{32})"/.exec(made.text)?.[1] ?? '';
  expect((await call('GET', '/v1/getRequests', { headers: { 'x-api-key': key } })).status).toBe(200);
  expect((await call('GET', '/v1/account', { headers: { 'x-api-key': key } })).status).toBe(403);
  const page = await browser.get(DEVELOPERS);
  expect(page.text).not.toContain(key);
  const [row] = (await scene.as('GET', '/v1/keys')).body.data;
  expect(row).toMatchObject({ name: 'CRM', scopes: ['requests:read'], expires_at: '2099-12-31T00:00:00.000+01:00' });
  const rotated = await browser.post(`${PROFILE}/keys/${row.key_id}/rotate`);
  expect(rotated.text).toMatch(/value="aisac_[\w-]{32}"/);
  expect(rotated.text).not.toContain(key);
  const revoked = await browser.post(`${PROFILE}/keys/${row.key_id}/revoke`);
  expect([revoked.status, revoked.location]).toEqual([303, `${DEVELOPERS}?done=key_revoked#api`]);
  expect((await call('GET', '/v1/getRequests', { headers: { 'x-api-key': key } })).status).toBe(401);
});

test('a form that is sent twice creates one key and shows it again', async () => {
  const scene = await newTenant();
  const browser = await signedInBrowser(scene);
  await browser.get(DEVELOPERS);
  const both = await Promise.all(
    [1, 2].map(() => browser.post(`${PROFILE}/keys`, { name: 'twice', scopes: 'requests:read' })),
  );
  const keys = both.map(({ text }) => /value="(aisac_[\w-]{32})"/.exec(text)?.[1]);
  expect(keys[0]).toBe(keys[1]);
  const named = (await scene.as('GET', '/v1/keys')).body.data.filter(({ name }: any) => name === 'twice');
  expect(named).toHaveLength(1);
});

test.each<[Record<string, string | string[]>, string | null]>([
  [{ name: '', scopes: 'requests:read' }, 'Name'],
  [{ name: 'x', scopes: 'requests:read', expires_at: 'tomorrow' }, 'Expires (leave empty for never)'],
  [{ name: 'x', scopes: 'requests:read', expires_at: '2001-01-01' }, 'Expires (leave empty for never)'],
  [{ name: 'x' }, 'Scopes'],
  [{ name: 'x\0', scopes: 'requests:read' }, null],
  [{ name: 'x', scopes: ['everything'] }, 'Scopes'],
])('a key form with %j is shown again with what is wrong', async (fields, label) => {
  const scene = await newTenant();
  const browser = await signedInBrowser(scene);
  const answer = await browser.post(`${PROFILE}/keys`, fields);
  if (label === null) expect(answer.status).toBe(415);
  else {
    expect([answer.status, answer.text.includes(`<li>${label}: `)]).toEqual([422, true]);
    expect(answer.text).toContain('<details id="key-form" open');
    const ticked = /value="requests:read" checked/.test(answer.text);
    expect(ticked).toBe(fields.scopes === 'requests:read');
  }
  expect((await scene.as('GET', '/v1/keys')).body.data).toHaveLength(1);
});

test('another account’s key can be neither rotated nor revoked', async () => {
  const [mine, other] = [await newTenant(), await newTenant()];
  const [{ key_id }] = (await other.as('GET', '/v1/keys')).body.data;
  const browser = await signedInBrowser(mine);
  for (const action of ['rotate', 'revoke'])
    expect((await browser.post(`${PROFILE}/keys/${key_id}/${action}`)).status).toBe(404);
  expect((await other.as('GET', '/v1/keys')).body.data[0].revoked_at).toBeNull();
});

test('a merchant connects a Shopify store, whose webhooks are created, repaired and signed, and disconnects it', async () => {
  const { name, scene, browser, secret } = await aShopToConnect();
  const fields = { shopify_store_name: `https://${name}.myshopify.com/admin`, shopify_client_id: 'client' };
  const wrong = await browser.post(`${PROFILE}/stores/shopify`, { ...fields, shopify_client_secret: 'not-the-secret' });
  expect([wrong.status, wrong.text.includes('not-the-secret')]).toEqual([422, false]);
  const [store] = (await scene.as('GET', '/v1/stores')).body.data;
  expect(store).toMatchObject({ name, kind: 'shopify', shopify_store_name: name });
  const id = store.id_store;
  const finding = new RegExp(`id="store-${id}-shopify_client_secret-finding"[^>]*>([^<]*)`).exec(wrong.text)?.[1];
  expect(finding).toContain('Shopify does not accept this value.');
  expect(wrong.text).toContain('Saved, but it does not work yet.');
  expect(step(wrong.text, 'Shopify does not accept the app')).toBe('does not work');
  // Of the rest nothing is known.
  expect(step(wrong.text, 'Shopify reports orders and shipments')).toBe('not checked yet');

  const path = `${PROFILE}/stores/${id}`;
  await browser.get(PROFILE);
  const corrected = await browser.post(path, { ...fields, name: 'Il mio negozio', shopify_client_secret: secret });
  expect([corrected.status, corrected.location]).toEqual([303, `${PROFILE}?done=saved#${id}`]);
  const page = (await browser.get(PROFILE)).text;
  for (const line of [
    'The store answers, and Shopify accepts the app',
    'The app has the scopes it needs',
    'Shopify’s messages are signed, and we recognise the signature',
    'Shopify reports orders and shipments',
    'No duplicate webhooks',
  ])
    expect([line, step(page, line)]).toEqual([line, 'done']);
  expect(step(page, 'No order has arrived from Shopify yet')).toBe('waiting for an order');
  const { webhooks } = await scene.shopState();
  const uri = webhooks.find(({ topic }: any) => topic === 'ORDERS_CREATE').uri.replace('https://aisac.test', '');

  const order = shopifyOrderJson(shopifyOrder(newOrderNumber(), { test: true }));
  const tell = async (signedWith: string) =>
    call('POST', uri, {
      body: order,
      headers: {
        'x-shopify-hmac-sha256': await signShopifyWebhook(order, signedWith),
        'x-shopify-topic': 'orders/create',
      },
    });
  expect((await tell(secret)).status).toBe(200);
  const fragment = async () => (await browser.get(`${path}/checklist`)).text;
  await until(async () => expect(step(await fragment(), ARRIVED)).toBe('done'));
  expect((await tell('another-secret')).status).toBe(401);
  await until(async () =>
    expect(step(await fragment(), 'The last message from Shopify was signed with another key')).toBe('does not work'),
  );
  // The key in the address has no other permission.
  const key = new URL(uri, 'https://aisac.test').searchParams.get('api_key') ?? '';
  expect((await call('GET', '/v1/stores', { headers: { 'x-api-key': key } })).status).toBe(403);

  await scene.configureShopify({
    clients: { client: secret },
    scopes: ['read_orders', 'read_customers'],
    webhooks: [],
  });
  await browser.get(PROFILE);
  await browser.post(`${path}/set-up`);
  const lacking = await fragment();
  expect(step(lacking, 'The app lacks scopes')).toBe('to do');
  expect(lacking).toContain('Missing: write_orders. Release a version');
  expect(lacking).toContain('Repair now');
  await scene.configureShopify({ clients: { client: secret }, scopes: ALL_SCOPES });
  await browser.post(`${path}/set-up`);
  expect((await scene.shopState()).webhooks).toHaveLength(webhooks.length);
  expect(step(await fragment(), 'Shopify reports orders and shipments')).toBe('done');

  await env.DB.prepare('update stores set hand_made_seen_at = ? where id_store = ?').bind(Date.now(), id).run();
  await browser.get(PROFILE);
  await browser.post(`${path}/set-up`);
  expect(step(await fragment(), 'Orders arrive twice')).toBe('to do');

  const asked = (await browser.get(`${path}/disconnect`)).text;
  expect(asked).toContain('Disconnect Il mio negozio?');
  expect((await browser.post(`${path}/disconnect`)).location).toBe(`${PROFILE}?done=disconnected#shopify`);
  expect((await scene.as('GET', `/v1/stores/${id}`)).status).toBe(404);
  // Shopify would call them for days, and tell the owner that they fail.
  expect((await scene.shopState()).webhooks).toEqual([]);
});

test('a webhook address keeps its key until the key is revoked; then a new address can be created', async () => {
  const { shopId, ...scene } = await newShopifyScene();
  const browser = await signedInBrowser(scene);
  expect((await browser.get(PROFILE)).text).toContain('Create the webhook address');
  const keyOf = async () =>
    /webhook\/shopify\/\?api_key=(aisac_[\w-]{32})/.exec((await browser.get(PROFILE)).text)?.[1];
  const makeAddress = () => browser.post(`${PROFILE}/stores/${shopId}/webhook-key`);
  await Promise.all([makeAddress(), makeAddress()]);
  const made = (await scene.as('GET', '/v1/keys')).body.data.filter(({ name }: any) => name === 'Shopify: Shop');
  expect(made).toHaveLength(1);
  const key = await keyOf();
  expect(key).toBeDefined();
  await makeAddress();
  expect(await keyOf()).toBe(key);
  const { key_id } = (await scene.as('GET', '/v1/keys')).body.data.find(({ last_four }: any) =>
    key?.endsWith(last_four),
  );
  await scene.as('DELETE', `/v1/keys/${key_id}`);
  expect((await browser.get(PROFILE)).text).toContain('has been revoked: create a new address');
  await makeAddress();
  expect(await keyOf()).not.toBe(key);
});

test('an address with a rotated key shows when it ends, and deleting a store ends its key', async () => {
  const { shopId, ...scene } = await newShopifyScene();
  const browser = await signedInBrowser(scene);
  await browser.get(PROFILE);
  await browser.post(`${PROFILE}/stores/${shopId}/webhook-key`);
  const key = /webhook\/shopify\/\?api_key=(aisac_[\w-]{32})/.exec((await browser.get(PROFILE)).text)?.[1] ?? '';
  const { key_id } = (await scene.as('GET', '/v1/keys')).body.data.find(({ last_four }: any) =>
    key.endsWith(last_four),
  );
  expect((await browser.get(DEVELOPERS)).text).not.toContain(`/keys/${key_id}/rotate`);
  await scene.as('POST', `/v1/keys/${key_id}/rotate`, {});
  const ending = (await browser.get(PROFILE)).text;
  expect(ending).toContain('the key in this one works only until');
  await browser.post(`${PROFILE}/stores/${shopId}/webhook-key`);
  const next = /webhook\/shopify\/\?api_key=(aisac_[\w-]{32})/.exec((await browser.get(PROFILE)).text)?.[1] ?? '';
  expect(next).not.toBe(key);
  await scene.as('DELETE', `/v1/stores/${shopId}`);
  expect((await call('GET', '/v1/stores', { headers: { 'x-api-key': next } })).status).toBe(401);
});

test('a webhook address is shown however many keys the account has', async () => {
  const { shopId, ...scene } = await newShopifyScene();
  const browser = await signedInBrowser(scene);
  await browser.get(PROFILE);
  await browser.post(`${PROFILE}/stores/${shopId}/webhook-key`);
  await env.DB.prepare(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < 60)
     insert into api_keys (key_id, account_id, name, hash, last_four, scopes, created_at)
     select 'key_9' || printf('%025d', i), ?1, 'k' || i, ?1 || i, 'xxxx', '[]', 0 from n`,
  )
    .bind(scene.accountId)
    .run();
  const { text } = await browser.get(PROFILE);
  expect(text).toMatch(/webhook\/shopify\/\?api_key=aisac_/);
  expect((await browser.get(DEVELOPERS)).text).toContain('Only the latest 50 are shown');
});

test('a key without webhook:shopify connects a store and does not see the key in its address', async () => {
  const { name, scene } = await aShopToConnect();
  const scopes = ['settings:read', 'settings:write'];
  const { body } = await scene.as('POST', '/v1/keys', { name: 'settings', scopes });
  const browser = await signedInBrowser({ key: body.api_key });
  const fields = { shopify_store_name: name, shopify_token_app: 'shpat_token-of-the-test' };
  expect((await browser.post(`${PROFILE}/stores/shopify`, fields)).status).toBe(303);
  const page = (await browser.get(PROFILE)).text;
  expect(step(page, 'Shopify reports orders and shipments')).toBe('done');
  expect(page).not.toContain('/webhook-key');
  const owner = await signedInBrowser(scene);
  expect((await owner.get(PROFILE)).text).toMatch(/webhook\/shopify\/\?api_key=aisac_/);
  expect((await browser.get(PROFILE)).text).not.toMatch(/webhook\/shopify\/\?api_key=/);
});

test('each of two numbers shows its own webhook, and polling stops once everything works', async () => {
  const [busy, quiet] = [await newScene(), await newScene()];
  await busy.as('POST', '/v1/channels', {
    name: 'Quiet',
    phone_number_id: quiet.phoneNumberId.replace(/^./, '9'),
    waba_id: '1',
    access_token: 'EAAG-token-of-the-test',
    app_secret: newAppSecret(),
  });
  const [other] = (await busy.as('GET', '/v1/channels')).body.data;
  await busy.openWindow();
  const browser = await signedInBrowser(busy);
  const checklist = async (id: string) => (await browser.get(`${PROFILE}/channels/${id}/checklist`)).text;
  expect(step(await checklist(busy.channelId), 'A message or tick has arrived from Meta')).toBe('done');
  expect(step(await checklist(other.channel_id), 'Nothing has arrived from Meta yet')).toBe('to do');
});

test('a store whose webhook has arrived once stays set up on a day without orders', async () => {
  const { shopId, ...scene } = await newShopifyScene();
  await scene.configureShopify({});
  const browser = await signedInBrowser(scene);
  await browser.get(PROFILE);
  await browser.post(`${PROFILE}/stores/${shopId}/set-up`);
  const fragment = async () => (await browser.get(`${PROFILE}/stores/${shopId}/checklist`)).text;
  expect(await fragment()).toContain('data-live=');
  await env.DB.prepare('update stores set webhook_seen_at = 1 where id_store = ?').bind(shopId).run();
  const page = await fragment();
  expect(step(page, ARRIVED)).toBe('done');
  expect(page).not.toContain('data-live=');
  const since = "update stores set paused_at = 1, paused_reason = 'app_uninstalled' where id_store = ?";
  await env.DB.prepare(since).bind(shopId).run();
  const gone = await fragment();
  expect(step(gone, 'The app has been uninstalled in Shopify')).toBe('does not work');
  expect(gone).not.toContain('The store answers');
});

test('a header’s value can be changed alone, and clearing its name removes it', async () => {
  const scene = await newScene();
  const browser = await signedInBrowser(scene);
  await browser.get(PROFILE);
  const path = `${PROFILE}/stores/${scene.storeId}`;
  const read = async () => (await scene.as('GET', `/v1/stores/${scene.storeId}`)).body;
  const { get_object } = await read();
  const fields = { name: 'x', get_object_url: get_object.url, get_object_header: 'x-other' };
  const half = await browser.post(path, fields);
  expect([half.status, half.text.includes('<code>/get_object_header_value</code>')]).toEqual([422, true]);
  const nameless = await browser.post(path, { ...fields, get_object_header: '', get_object_header_value: 'v' });
  expect([nameless.status, nameless.text.includes('<code>/get_object_header</code>')]).toEqual([422, true]);
  expect(Object.keys((await read()).get_object.headers)).toEqual(['x-token']);
  await browser.post(path, { ...fields, get_object_header_value: 'a-header-value-of-the-merchant' });
  expect(Object.keys((await read()).get_object.headers)).toEqual(['x-other']);
  await browser.post(path, { ...fields, get_object_header: '' });
  expect((await read()).get_object.headers).toEqual({});
});

test('a header without an address is refused, not dropped', async () => {
  const browser = await signedInBrowser(await newTenant());
  await browser.get(PROFILE);
  const fields = { name: 'x', get_object_url: 'https://shop.example/getObject' };
  const header = { update_object_header: 'x-token', update_object_header_value: 'a-header-value-of-the-merchant' };
  const answer = await browser.post(`${PROFILE}/stores/custom`, { ...fields, ...header });
  expect([answer.status, answer.text.includes('<code>/update_object_url</code>')]).toEqual([422, true]);
  expect(answer.text).not.toContain(header.update_object_header_value);
});

test('a key that may only read settings sees test messages and no others', async () => {
  const scene = await newScene();
  await scene.openWindow();
  const { results } = await env.DB.prepare('select message_id from messages where channel_id = ?')
    .bind(scene.channelId)
    .all<{ message_id: string }>();
  const browser = await signedInBrowser(scene);
  const path = `${PROFILE}/channels/${scene.channelId}/test/${results[0]?.message_id}`;
  expect((await browser.get(path)).status).toBe(404);
});

test('an app of before 2026 is connected by its token, and a wrong one is told at its field', async () => {
  const { name, browser } = await aShopToConnect();
  const fields = { shopify_store_name: name, shopify_token_app: 'shpat_wrong-one' };
  const wrong = await browser.post(`${PROFILE}/stores/shopify`, fields);
  expect([wrong.status, wrong.text.includes('shpat_wrong-one')]).toEqual([422, false]);
  expect(wrong.text).toMatch(/id="store-str_\w+-shopify_token_app-finding"[^>]*>Shopify does not accept this value/);
  await browser.get(PROFILE);
  const none = await browser.post(`${PROFILE}/stores/shopify`, { shopify_store_name: name });
  expect(none.text).toMatch(/id="shopify-shopify_client_id-finding"[^>]*>Enter the client ID and the client secret/);
});

test('a rejected store form keeps what was typed, and its secrets only encrypted', async () => {
  const browser = await signedInBrowser(await newTenant());
  const answer = await browser.post(`${PROFILE}/stores/shopify`, {
    name: HOSTILE,
    shopify_store_name: 'my shop',
    shopify_token_app: 'shpat_example',
  });
  expect(answer.status).toBe(422);
  expect(answer.text).toMatch(/id="shopify-shopify_store_name"[^>]*aria-invalid="true"/);
  expect(answer.text).toContain('Store name (SHOPIFY_STORE_NAME): Enter only the part before .myshopify.com');
  expect(answer.text).toContain('value="my shop"');
  expect(answer.text).toMatch(/name="kept" value="v1\./);
  expect(answer.text).not.toContain('shpat_example');
  expect(answer.text.match(/Kept: leave empty to use it/g)).toHaveLength(1);
  expect(answer.text).not.toContain('<script>alert');
  expect(answer.text).not.toContain('<img');
});

test('a merchant connects their own system, sees its secret once, checks, changes and rotates it', async () => {
  const scene = await newScene();
  await scene.configureMerchant({ habits: { applies: true }, objects: {} });
  const [first] = (await scene.as('GET', '/v1/stores')).body.data;
  const browser = await signedInBrowser(scene);
  const made = await browser.post(`${PROFILE}/stores/custom`, {
    name: 'Gestionale',
    get_object_url: first.get_object.url,
    get_object_header: 'X-Token',
    get_object_header_value: 'a-header-value-of-the-merchant',
    update_object_url: first.update_object.url,
  });
  expect(made.text).toMatch(/value="whsec_[^"]+"/);
  expect((await browser.get(PROFILE)).text).not.toContain('whsec_');
  const [store] = (await scene.as('GET', '/v1/stores')).body.data;
  expect(store).toMatchObject({ name: 'Gestionale', get_object: { headers: { 'x-token': { set: true } } } });
  const path = `${PROFILE}/stores/${store.id_store}`;
  // The merchant has another secret, so it rejects the updates.
  await browser.post(`${path}/check`);
  const page = (await browser.get(PROFILE)).text;
  expect(step(page, 'updateObject does not accept a signed update')).toBe('to fix');
  expect(page).toMatch(/We know no order of this store yet.*The store answered with error 401\./s);
  const italian = (await (await signedInBrowser(scene, 'it')).get(PROFILE)).text;
  expect(italian).toMatch(/non conosciamo ancora nessun ordine.*Il negozio ha risposto con l’errore 401\./s);
  expect(italian).not.toMatch(/<p[^>]*lang="en"/);
  await browser.post(path, {
    name: 'Gestionale 2',
    get_object_url: first.get_object.url,
    get_object_header: 'x-token',
    update_object_url: '',
  });
  expect((await scene.as('GET', `/v1/stores/${store.id_store}`)).body).toMatchObject({
    name: 'Gestionale 2',
    get_object: { headers: { 'x-token': { set: true, last_four: 'hant' } } },
    update_object: null,
  });
  await browser.get(PROFILE);
  expect((await browser.post(`${path}/rotate-secret`)).text).toMatch(/value="whsec_[^"]+"/);
});

test('an address that is not allowed is refused in its field', async () => {
  const browser = await signedInBrowser(await newTenant());
  const answer = await browser.post(`${PROFILE}/stores/custom`, { name: 'x', get_object_url: 'ftp://shop.example/' });
  expect([answer.status, answer.text.includes('<code>/get_object/url</code>')]).toEqual([422, true]);
  expect(answer.text).toMatch(/id="service-get_object_url"[^>]*aria-invalid="true"/);
});

test('form errors are in the language of the page', async () => {
  const browser = await signedInBrowser(await newTenant(), 'it');
  const fields = { name: 'x'.repeat(201), shopify_store_name: 'il mio negozio' };
  const shop = (await browser.post(`${PROFILE}/stores/shopify`, fields)).text;
  expect(shop).toContain('È troppo lungo. (<code>/name</code>)');
  expect(shop).toMatch(/id="shopify-shopify_store_name-finding"[^>]*>Inserisci solo la parte prima di .myshopify.com/);
  const key = (await browser.post(`${PROFILE}/keys`, { name: 'k', expires_at: '2020-01-01', scopes: ['users:read'] }))
    .text;
  expect(key).toContain('Scadenza (vuoto: nessuna): È nel passato: inserisci una data futura.');
  await browser.get(PROFILE);
  const none = (await browser.post(`${PROFILE}/keys`, { name: '' })).text;
  expect(none).toContain('Nome: Campo obbligatorio.');
  expect(none).toContain('Permessi: Scegline almeno uno.');
  expect(shop + key + none).not.toContain('Too ');
});

test('a merchant connects and checks a number and sends a test message to their phone', async () => {
  const scene = await newScene();
  const number = { phone_number_id: `1${scene.phoneNumberId.slice(1)}1`, waba_id: scene.wabaId };
  const token = `EAAG-token-of-the-test-${crypto.randomUUID()}`;
  const browser = await signedInBrowser(scene);
  const page = (await browser.get(PROFILE)).text;
  expect(page).toContain('value="https://aisac.test/webhook/facebook/"');
  for (const guide of ['shopify', 'whatsapp']) expect(page).toContain(`href="/guides/en/${guide}"`);
  expect(page).toContain('value="abcd1234"');
  const refused = await browser.post(`${PROFILE}/channels`, {
    name: 'Numero',
    phone_number_id: '+39 06 1',
    waba_id: '1',
    access_token: token,
    app_secret: newAppSecret(),
  });
  expect([refused.status, refused.text.includes('<code>/phone_number_id</code>')]).toEqual([422, true]);
  expect(refused.text).not.toContain(token);
  const taken = await browser.post(`${PROFILE}/channels`, {
    name: 'N',
    phone_number_id: scene.phoneNumberId,
    waba_id: '1',
    access_token: token,
    app_secret: newAppSecret(),
  });
  expect([taken.status, taken.text.includes('This number is already connected.')]).toEqual([422, true]);
  const made = await browser.post(`${PROFILE}/channels`, {
    name: 'Numero',
    ...number,
    access_token: token,
    app_secret: APP_SECRET,
  });
  expect([made.status, made.location]).toEqual([303, `${PROFILE}?done=saved#whatsapp`]);
  await browser.get(PROFILE);

  const path = `${PROFILE}/channels/${scene.channelId}/test`;
  const wrong = await browser.post(path, { to: 'my phone' });
  expect([wrong.status, wrong.text.includes('<code>/to</code>')]).toEqual([422, true]);
  await browser.get(PROFILE);
  const both = await Promise.all([1, 2].map(() => browser.post(path, { to: `0039 ${scene.customer.slice(2)}` })));
  expect(both.map(({ status }) => status)).toEqual([303, 303]);
  expect(both[0]?.location).toBe(both[1]?.location);
  const sent = await scene.sentMessages();
  expect(sent).toHaveLength(1);
  expect(sent[0]?.body).toMatchObject({
    to: scene.customer,
    template: { name: 'hello_world', language: { code: 'en_US' } },
  });
  expect(await scene.violations()).toEqual([]);
  const test = both[0]?.location ?? '';
  await until(async () => expect((await browser.get(test)).text).toContain('accepted by WhatsApp'));
  for (const status of ['sent', 'delivered', 'read']) {
    await scene.status({ wamid: sent[0]?.wamid ?? '', status, callback: sent[0]?.body.biz_opaque_callback_data });
  }
  await until(async () => {
    const { text } = await browser.get(test);
    expect(text).toContain('<dd class="state">read</dd>');
    expect(text).not.toContain('data-live');
  });
  await browser.get(PROFILE);
  expect(
    step(
      (await browser.get(`${PROFILE}/channels/${scene.channelId}/checklist`)).text,
      'A message or tick has arrived from Meta',
    ),
  ).toBe('done');
});

test('a refused test message shows why, and one whose response was lost shows that its status is unknown', async () => {
  const scene = await newScene();
  const browser = await signedInBrowser(scene);
  const path = `${PROFILE}/channels/${scene.channelId}/test`;
  await scene.configureMeta({ behaviour: [{ status: 400, code: 131026 }] });
  const refused = await browser.post(path, { to: scene.userKey, text: 'Prova' });
  expect((await browser.get(refused.location ?? '')).text).toMatch(/not delivered<\/dd>.*meta_131026/s);
  expect((await scene.as('GET', `/v1/channels/${scene.channelId}`)).body.broken).toBeNull();
  await browser.get(PROFILE);
  await scene.configureMeta({ behaviour: [{ answer_lost: true }] });
  const lost = await browser.post(path, { to: scene.userKey, text: 'Prova' });
  expect((await browser.get(lost.location ?? '')).text).toContain('no response from Meta yet');
  const [, sent] = await scene.sentMessages().then((all) => [null, all.at(-1)] as const);
  await scene.status({ wamid: sent?.wamid ?? '', status: 'delivered', callback: sent?.body.biz_opaque_callback_data });
  await until(async () => expect((await browser.get(lost.location ?? '')).text).toContain('delivered</dd>'));
});

test('a test message that Meta refuses for the whole number shows that the number is broken', async () => {
  const scene = await newScene();
  const browser = await signedInBrowser(scene);
  await scene.configureMeta({ behaviour: [{ status: 401, code: 190 }] });
  await browser.post(`${PROFILE}/channels/${scene.channelId}/test`, { to: scene.userKey, text: 'Prova' });
  const { body } = await scene.as('GET', `/v1/channels/${scene.channelId}`);
  expect(body.broken).toMatchObject({ reason: 'meta_190' });
  await browser.get(PROFILE);
  const resumed = await browser.post(`${PROFILE}/channels/${scene.channelId}/resume`);
  expect(resumed.location).toContain('rechecked=works');
  expect((await scene.as('GET', `/v1/channels/${scene.channelId}`)).body.broken).toBeNull();
});

test('no test message is sent to a number that opted out', async () => {
  const scene = await newScene();
  await scene.as('POST', `/v1/users/${encodeURIComponent(scene.userKey)}/opt_out`);
  const browser = await signedInBrowser(scene);
  const answer = await browser.post(`${PROFILE}/channels/${scene.channelId}/test`, { to: scene.userKey });
  expect([answer.status, answer.text.includes('asked not to receive messages')]).toEqual([422, true]);
  expect(await scene.sentMessages()).toEqual([]);
});

test('another account’s stores and numbers are not found', async () => {
  const [mine, other] = [await newScene(), await newScene()];
  const browser = await signedInBrowser(mine);
  const gets = ['checklist', 'disconnect'].flatMap((page) => [
    `stores/${other.storeId}/${page}`,
    `channels/${other.channelId}/${page}`,
  ]);
  for (const path of gets) expect((await browser.get(`${PROFILE}/${path}`)).status, path).toBe(404);
  await browser.get(PROFILE);
  const posts = [
    ...['', '/check', '/set-up', '/webhook-key', '/resume', '/rotate-secret', '/disconnect'].map(
      (action) => `stores/${other.storeId}${action}`,
    ),
    ...['', '/set-up', '/reconnect', '/resume', '/test', '/disconnect'].map(
      (action) => `channels/${other.channelId}${action}`,
    ),
  ];
  for (const path of posts)
    expect(
      (await browser.post(`${PROFILE}/${path}`, { name: 'mine', to: '+393331234567', access_token: 'EAAG' })).status,
      path,
    ).toBe(404);
  expect((await other.as('GET', `/v1/stores/${other.storeId}`)).body.name).toBe('Negozio');
});

test('hostile names are shown as text and never run', async () => {
  const scene = await newScene();
  await scene.as('PATCH', `/v1/stores/${scene.storeId}`, { name: HOSTILE.slice(0, 200) });
  await scene.as('PATCH', `/v1/channels/${scene.channelId}`, { name: HOSTILE.slice(0, 200) });
  await scene.as('PATCH', '/v1/account', { name: HOSTILE.slice(0, 200) });
  await scene.as('POST', '/v1/keys', { name: HOSTILE.slice(0, 200) });
  const browser = await signedInBrowser(scene);
  for (const path of [PROFILE, DEVELOPERS, `${PROFILE}/home`]) {
    const { text } = await browser.get(path);
    expect(text).toContain('&lt;script&gt;');
    expect(text).not.toMatch(/<script>|<img/);
  }
});

test('the page shows what was found by the API', async () => {
  const scene = await newScene();
  const missing = 'We don’t know which app created the token';
  const page = async () => (await (await signedInBrowser(scene)).get(PROFILE)).text;
  expect(step(await page(), 'Your app on Meta is connected')).toBe('not checked yet');
  await scene.as('POST', `/v1/channels/${scene.channelId}/set_up`);
  expect(step(await page(), missing)).toBe('to do');
});

const ALL_SCOPES = ['write_orders', 'read_customers', 'read_fulfillments', 'write_merchant_managed_fulfillment_orders'];

/** Creates a store at Shopify that is not connected yet. */
async function aShopToConnect() {
  const shop = await newShopifyScene();
  const secret = 'client-secret-of-the-test';
  const bucket = { maximum: 20_000, restore_rate: 1_000 };
  await shop.configureShopify({ clients: { client: secret }, scopes: ALL_SCOPES, bucket });
  await shop.as('DELETE', `/v1/stores/${shop.shopId}`);
  return { name: shop.shopName, scene: shop, secret, browser: await signedInBrowser(shop) };
}

test('a step’s instant is in the account’s time zone, and a step of an earlier release is worded without it', async () => {
  const scene = await newScene({ time_zone: 'America/New_York' });
  const browser = await signedInBrowser(scene);
  const found = (facts: object) => ({
    at: Date.now(),
    results: {
      access_token: {
        state: 'to_do',
        by: 'merchant',
        code: 'token_expires',
        detail: 'on 2030-01-31T02:30:00Z',
        ...facts,
      },
    },
    number: {},
    registeredAt: null,
    registerAfter: null,
  });
  const store = (setUp: object) =>
    env.DB.prepare('update channels set set_up = ? where channel_id = ?')
      .bind(JSON.stringify(setUp), scene.channelId)
      .run();
  await store(found({ facts: { at: Date.UTC(2030, 0, 31, 2, 30) } }));
  expect((await browser.get(PROFILE)).text).toMatch(/The token works until 30 Jan 2030, 21:30/);
  expect(JSON.stringify((await scene.as('GET', `/v1/channels/${scene.channelId}`)).body)).not.toContain('facts');
  await store(found({}));
  const { text } = await browser.get(PROFILE);
  expect(text).toContain('In Business settings &gt; System users create a new token that never expires');
  expect(text).not.toContain('The token works until');
});
