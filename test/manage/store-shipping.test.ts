import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { newTenant, type Tenant } from '../support/tenant';

const CUSTOM = { name: 'Negozio', kind: 'custom' };
const SHOPIFY = { name: 'Shop', kind: 'shopify', shopify_store_name: 'my-shop', shopify_token_app: 'shpat_x' };
const masked = (last_four: string | null) => ({ set: true, last_four });
const UNSET = { set: false, last_four: null };

async function create(tenant: Tenant, shipping: unknown, store: object = CUSTOM) {
  const { status, body } = await tenant.as('POST', '/v1/stores', { ...store, shipping });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
}

const stored = (storeId: string): Promise<string | null | undefined> =>
  env.DB.prepare('select shipping from stores where id_store = ?').bind(storeId).first('shipping');

test.each([CUSTOM, SHOPIFY])('a $kind store shows its shipping platform with masked secrets', async (store) => {
  const tenant = await newTenant();
  const created = await create(tenant, { kind: 'qapla', api_key: ' "qapla-key-0001" ' }, store);
  expect(created.shipping).toEqual({ kind: 'qapla', api_key: masked('0001') });
  const { body } = await tenant.as('GET', `/v1/stores/${created.id_store}`);
  expect(body.shipping).toEqual(created.shipping);
  const column = await stored(created.id_store);
  expect(JSON.parse(column ?? '')).toEqual({ kind: 'qapla', secrets: { api_key: expect.stringMatching(/^v1\./) } });
  expect(column).not.toContain('qapla-key');
});

test.each([
  [
    { kind: 'aftership', webhook_secret: 'secret-of-a' },
    { kind: 'aftership', webhook_secret: masked('of-a'), treat_as_held: false },
  ],
  [
    { kind: 'sendcloud', webhook_secret: 'secret-of-s', treat_as_held: true },
    { kind: 'sendcloud', webhook_secret: masked('of-s'), treat_as_held: true },
  ],
  [{ kind: 'shippypro' }, { kind: 'shippypro', webhook_user: UNSET, webhook_password: UNSET }],
  [
    { kind: 'shippypro', webhook_user: 'shop', webhook_password: 'password' },
    { kind: 'shippypro', webhook_user: masked(null), webhook_password: masked('word') },
  ],
])('%j is accepted', async (shipping, shown) => {
  expect((await create(await newTenant(), shipping)).shipping).toEqual(shown);
});

test.each([
  [{ kind: 'qapla' }, '/shipping/api_key', 'required'],
  [{ kind: 'aftership' }, '/shipping/webhook_secret', 'required'],
  [{ kind: 'shippypro', webhook_user: 'shop' }, '/shipping/webhook_password', 'required'],
  [{ kind: 'shippypro', webhook_user: 'a:b', webhook_password: 'x' }, '/shipping/webhook_user', 'invalid_format'],
  [{ kind: 'qapla', api_key: 'two words' }, '/shipping/api_key', 'invalid_format'],
  [{ kind: 'qapla', webhook_secret: 'x', api_key: 'k' }, '/shipping/webhook_secret', 'unknown_member'],
  [{ kind: 'qapla', api_key: 'k', treat_as_held: true }, '/shipping/treat_as_held', 'unknown_member'],
  [{ kind: 'shippypro', treat_as_held: true }, '/shipping/treat_as_held', 'unknown_member'],
  [{ kind: 'packlink' }, '/shipping/kind', expect.any(String)],
])('%j is refused', async (shipping, path, code) => {
  const { status, body } = await (await newTenant()).as('POST', '/v1/stores', { ...CUSTOM, shipping });
  expect([status, body.errors]).toEqual([422, [expect.objectContaining({ path, code })]]);
});

test('PATCH and PUT keep a secret that is left out, and a new platform needs its own', async () => {
  const tenant = await newTenant();
  const { id_store, shipping } = await create(tenant, { kind: 'qapla', api_key: 'qapla-key-0001' });
  const path = `/v1/stores/${id_store}`;
  const before = await stored(id_store);

  expect((await tenant.as('PATCH', path, { name: 'Altro' })).body.shipping).toEqual(shipping);
  const replaced = await tenant.as('PUT', path, { ...CUSTOM, shipping: { kind: 'qapla' } });
  expect(replaced.body.shipping).toEqual(shipping);
  expect(await stored(id_store)).toBe(before);

  const changed = await tenant.as('PATCH', path, { shipping: { api_key: 'qapla-key-0002' } });
  expect(changed.body.shipping).toEqual({ kind: 'qapla', api_key: masked('0002') });
  expect((await tenant.as('PATCH', path, { shipping: { kind: 'aftership' } })).status).toBe(422);
  const other = await tenant.as('PATCH', path, { shipping: { kind: 'aftership', webhook_secret: 'secret-0003' } });
  expect(other.body.shipping).toEqual({ kind: 'aftership', webhook_secret: masked('0003'), treat_as_held: false });

  expect((await tenant.as('PATCH', path, { shipping: null })).body.shipping).toBeNull();
  expect(await stored(id_store)).toBeNull();
});

test('treat_as_held stays with a PATCH while the platform stays, and is no secret that a PUT keeps', async () => {
  const tenant = await newTenant();
  const aftership = { kind: 'aftership', webhook_secret: 'secret-0001' };
  const { id_store } = await create(tenant, { ...aftership, treat_as_held: true });
  const path = `/v1/stores/${id_store}`;
  const after = async (method: string, body: object) => (await tenant.as(method, path, body)).body.shipping;
  const shown = (treat_as_held: boolean, last_four = '0001') => ({
    kind: 'aftership',
    webhook_secret: masked(last_four),
    treat_as_held,
  });
  expect(await after('PATCH', { name: 'Altro' })).toEqual(shown(true));
  expect(await after('PATCH', { shipping: { webhook_secret: 'secret-0002' } })).toEqual(shown(true, '0002'));
  expect(await after('PATCH', { shipping: { treat_as_held: false } })).toEqual(shown(false, '0002'));
  expect(await after('PUT', { ...CUSTOM, shipping: { kind: 'aftership', treat_as_held: true } })).toEqual(
    shown(true, '0002'),
  );
  expect(await after('PATCH', { shipping: { kind: 'sendcloud', webhook_secret: 'secret-0003' } })).toEqual({
    kind: 'sendcloud',
    webhook_secret: masked('0003'),
    treat_as_held: false,
  });
  expect(await after('PATCH', { shipping: { treat_as_held: true } })).toMatchObject({ treat_as_held: true });
  expect(await after('PATCH', { shipping: { kind: 'qapla', api_key: 'qapla-key-0004' } })).toEqual({
    kind: 'qapla',
    api_key: masked('0004'),
  });
  expect(await after('PUT', { ...CUSTOM, shipping: aftership })).toEqual(shown(false));
});

test('a PUT without a shipping platform removes it', async () => {
  const tenant = await newTenant();
  const { id_store } = await create(tenant, { kind: 'qapla', api_key: 'qapla-key-0001' });
  expect((await tenant.as('PUT', `/v1/stores/${id_store}`, CUSTOM)).body.shipping).toBeNull();
});

test('the texts that a merchant has explained are shown, kept by a PATCH, replaced as a list and removed', async () => {
  const tenant = await newTenant();
  const statuses = [{ text: 'Giacenza aperta', state: 'held', reason: 'other' }];
  const { id_store, shipping } = await create(tenant, { kind: 'shippypro', statuses });
  expect(shipping.statuses).toEqual(statuses);
  const patch = async (change: object) =>
    (await tenant.as('PATCH', `/v1/stores/${id_store}`, change)).body.shipping.statuses;
  expect(await patch({ name: 'Altro' })).toEqual(statuses);
  const other = [{ text: 'Ritardo*', mark: 'delayed' }];
  expect(await patch({ shipping: { statuses: other } })).toEqual(other);
  expect(await patch({ shipping: { statuses: [] } })).toBeUndefined();
  for (const wrong of [[{ text: '!', state: 'held' }], [{ text: 'Ritardo' }], [{ text: 'Ritardo', state: 'gone' }]]) {
    const { status } = await tenant.as('PATCH', `/v1/stores/${id_store}`, { shipping: { statuses: wrong } });
    expect(status).toBe(422);
  }
});
