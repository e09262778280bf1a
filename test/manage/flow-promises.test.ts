import { beforeAll, describe, expect, test } from 'vitest';
import { newTenant, type Tenant } from '../support/tenant';

const end = { id: 'done', do: 'end', outcome: 'ok' };
const order = { id: 'order', do: 'get_object', save_as: 'order', on_not_found: 'done' };
const push = { id: 'push', do: 'update_object', variables: { tags: ['ok'] } };

const custom = { name: 'Negozio', kind: 'custom', get_object: { url: 'https://shop.example/get' } };
const shopify = () => ({
  name: 'Shop',
  kind: 'shopify',
  shopify_store_name: `shop-${crypto.randomUUID()}`,
  shopify_token_app: 'shpat_token-of-the-test',
  shopify_webhook_secret: 'webhook-secret-of-the-test',
});

async function tenantWith(...stores: object[]): Promise<Tenant> {
  const tenant = await newTenant({ price_list: { call: '0.2500', huge: '999999999' } });
  for (const store of stores) expect((await tenant.as('POST', '/v1/stores', store)).status).toBe(201);
  return tenant;
}

/** Saves a flow and returns its errors, or else its warnings, as `pointer code`. */
async function saveIssues(
  tenant: Tenant,
  steps: object[],
  more: object = {},
): Promise<{ status: number; issues: string[] }> {
  const { status, body } = await tenant.as('PUT', '/v1/flows/flow', { name: 'x', steps, ...more });
  const all: { path: string; code: string; message: string }[] = status < 300 ? body.warnings : body.errors;
  return { status: status < 300 ? 200 : status, issues: all.map(({ path, code }) => `${path} ${code}`) };
}
const NO_ISSUES = { status: 200, issues: [] };

describe('an account with Shopify stores only', () => {
  let tenant: Tenant;
  beforeAll(async () => {
    tenant = await tenantWith(shopify());
  });

  test('needs no getObject and updateObject endpoints', async () => {
    expect(await saveIssues(tenant, [order, push, end])).toEqual(NO_ISSUES);
    expect((await tenant.as('POST', '/v1/stores', shopify())).status).toBe(201);
    expect(await saveIssues(tenant, [order, push, { ...push, id: 'more' }, end])).toEqual(NO_ISSUES);
  });

  test.each<[string, object, string[]]>([
    [
      'an address with a member of its own',
      { shipping_address: { street: 'Via Roma 1' } },
      ['shipping_address/street'],
    ],
    ['a key of one letter', { a: 1 }, ['a']],
    ['an e-mail that is none', { email: 'ada' }, ['email']],
    ['a reason that Shopify does not have', { cancel: { reason: 'BOREDOM' } }, ['cancel']],
    ['an address that is no address', { fulfillment: { url: 'ftp://a.example' } }, ['fulfillment']],
    ['two mistakes', { email: 1, note: 5, phone: '{{ order.phone }}' }, ['email', 'note']],
  ])('a push that Shopify would reject is rejected on save: %s', async (_, variables, wrong) => {
    const { status, issues } = await saveIssues(tenant, [order, { ...push, variables }, end]);
    expect(status).toBe(422);
    for (const path of wrong) {
      expect(issues.filter((each) => each.startsWith(`/steps/1/variables/${path}`))).not.toEqual([]);
    }
    expect(issues).toHaveLength(wrong.length);
    expect(issues.every((each) => each.endsWith(' shopify_refuses'))).toBe(true);
  });

  test.each<[string, object]>([
    ['tags as a text', { tags: '{{ order.tags | join: "," }}' }],
    ['an e-mail by Liquid', { email: '{{ order.customer.email }}' }],
    ['a reason by Liquid', { cancel: { reason: '{{ variables.reason }}', note: 'x' } }],
    ['an address', { shipping_address: { address1: '{{ variables.street }}', country_code: '{{ variables.c }}' } }],
    ['a fulfilment', { fulfillment: { url: 'https://a.example/{{ order.number }}', notify: true } }],
    ['variables of its own', { cod_confirmed: true, new_address: '{{ order.note }}', anything: { a: [1] } }],
  ])('a push that Shopify may accept is saved: %s', async (_, variables) => {
    expect(await saveIssues(tenant, [order, { ...push, variables }, end])).toEqual(NO_ISSUES);
  });

  test('an object that is not a Shopify order', async () => {
    const of = (object: object) => [{ ...order, object }, { ...push, object }, end];
    expect(await saveIssues(tenant, of({ type: 'customer', id: '1' }))).toEqual({
      status: 422,
      issues: ['/steps/0/object/type shopify_refuses', '/steps/1/object/type shopify_refuses'],
    });
    expect(await saveIssues(tenant, of({ id: 'ORD-1' }))).toEqual({
      status: 422,
      issues: ['/steps/0/object/id shopify_refuses', '/steps/1/object/id shopify_refuses'],
    });
    for (const id of ['1001', 'gid://shopify/Order/1001', '{{ variables.id }}']) {
      expect(await saveIssues(tenant, of({ id }))).toEqual(NO_ISSUES);
    }
  });

  test('a member that no order has is a warning, whatever name the order is saved under', async () => {
    const reads = (text: string) => [
      { ...order, save_as: 'ordine' },
      { ...end, outcome: text },
    ];
    expect(await saveIssues(tenant, reads('{{ ordine.totale }}'))).toEqual({
      status: 200,
      issues: ['/steps/1/outcome unknown_variable', '/steps/1/outcome variable_maybe_unset'],
    });
  });
});

describe('the release of a held parcel', () => {
  let tenant: Tenant;
  beforeAll(async () => {
    tenant = await tenantWith({ ...custom, update_object: { url: 'https://shop.example/set' } });
  });
  const onHeld = { trigger: { on: 'shipment.held' } };
  const release = (variables: object, id = '{{ shipment.id }}') => [
    { id: 'release', do: 'update_object', object: { type: 'shipment', id }, variables },
    end,
  ];
  const town = { zip: '40122', city: 'Bologna' };

  test.each<[string, object, string]>([
    ['another action', { action: 'destroy' }, 'action'],
    ['no action', { foo: 'redeliver' }, 'action'],
    ['no address', { action: 'redeliver_new_address' }, 'address'],
    ['an address as a text', { action: 'redeliver_new_address', address: '{{ variables.address }}' }, 'address'],
    [
      'an address without a street',
      { action: 'redeliver_new_address', address: { via: 'Via A 1', ...town } },
      'address',
    ],
    ['a day that is no text', { action: 'redeliver', deliver_on: 3 }, 'deliver_on'],
  ])('is rejected on save with %s', async (_, variables, member) => {
    expect(await saveIssues(tenant, release(variables), onHeld)).toEqual({
      status: 422,
      issues: [`/steps/0/variables/${member} invalid_release`],
    });
  });

  test.each<[string, object]>([
    ['an action by Liquid', { action: '{{ variables.action }}', address: { city: '{{ variables.city }}' } }],
    ['a street as one member', { action: 'redeliver_new_address', address: { street: 'Via A 1', ...town } }],
    ['members by Liquid', { action: 'redeliver_new_address', address: { address1: '{{ variables.a }}', ...town } }],
    ['no change of the cash', { action: 'redeliver', cod: { change: 'none' }, note: '', deliver_on: null }],
  ])('is saved with %s', async (_, variables) => {
    expect(await saveIssues(tenant, release(variables), onHeld)).toEqual(NO_ISSUES);
  });

  test('is not what a push to an object of the merchant of the same type is', async () => {
    const theirs = (id: string) => saveIssues(tenant, release({ colour: 'red' }, id), onHeld);
    expect(await theirs('theirs-17')).toEqual(NO_ISSUES);
    expect(await theirs('{{ variables.parcel }}')).toEqual(NO_ISSUES);
    expect((await theirs('{{ order.shipments[0].id }}')).status).toBe(422);
  });
});

describe('an account with other stores too, or none', () => {
  test('may push and read what only those stores support', async () => {
    const tenant = await tenantWith(shopify(), { ...custom, update_object: { url: 'https://shop.example/set' } });
    const steps = [
      order,
      { ...push, variables: { a: 1 }, object: { type: 'customer', id: 'x' } },
      { ...end, outcome: '{{ order.totale }}' },
    ];
    expect((await saveIssues(tenant, steps)).issues).toEqual(['/steps/2/outcome variable_maybe_unset']);
    const none = await tenantWith();
    expect((await saveIssues(none, steps)).issues).toEqual([
      '/steps/0 store_not_found',
      '/steps/1 store_not_found',
      '/steps/2/outcome variable_maybe_unset',
    ]);
  });

  test('one capable store of any kind is enough; without one it is a warning', async () => {
    const readsOnly = await tenantWith(custom, custom);
    expect(await saveIssues(readsOnly, [order, push, end])).toEqual({ status: 200, issues: ['/steps/1 no_endpoint'] });
    const mixed = await tenantWith(custom, shopify());
    expect(await saveIssues(mixed, [order, push, end])).toEqual(NO_ISSUES);
  });
});

describe('a charge', () => {
  const pay = (more: object) => [{ id: 'pay', do: 'charge', ...more }, end];

  test('without its own price and without one in the price list is a warning', async () => {
    const tenant = await tenantWith();
    expect(await saveIssues(tenant, pay({ kind: 'storage' }))).toEqual({
      status: 200,
      issues: ['/steps/0/kind no_price'],
    });
    expect(await saveIssues(tenant, pay({ kind: 'call' }))).toEqual(NO_ISSUES);
    expect(await saveIssues(tenant, pay({ kind: 'storage', unit_price: '0.5' }))).toEqual(NO_ISSUES);
    expect(await saveIssues(tenant, pay({ kind: '{{ variables.kind }}' }))).toEqual(NO_ISSUES);
    expect(await saveIssues(tenant, pay({ kind: 'huge', quantity: 1_000_000 }))).toEqual({
      status: 200,
      issues: ['/steps/0/quantity amount_too_large'],
    });
  });
});
