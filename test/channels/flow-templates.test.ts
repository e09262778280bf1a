import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { readyTemplates } from '../../src/domain/channels/templates/ready-templates';
import { templateProblems } from '../../src/domain/channels/templates/template-rules';
import { metaBytes, metaSignature } from '../standins/meta-webhooks';
import { polled } from '../support/event-receiver';
import { newMetaApp } from '../support/meta-app';
import { runCron, until } from '../support/scene';
import { call, newTenant } from '../support/tenant';

type Members = Record<string, any>;

/** An account with a number that is connected and has no template. */
async function newShop(app?: Members) {
  const [tenant, meta] = await Promise.all([newTenant(), newMetaApp(app)]);
  const { body } = await meta.connect(tenant);
  const channel = `/v1/channels/${body.channel_id}`;
  return {
    ...tenant,
    ...meta,
    channel,
    create: (flow: string, headers: Record<string, string> = {}, more: Members = {}) =>
      tenant.as('POST', `${channel}/templates`, { flow, ...more }, headers),
    put: (key: string, definition: Members) => tenant.as('PUT', `/v1/flows/${key}`, definition),
    flow: async (key: string) => (await tenant.as('GET', `/v1/flows/${key}`)).body,
    async webhook(field: string, value: Members) {
      const entry = [{ id: meta.wabaId, time: 1, changes: [{ field, value }] }];
      const bytes = metaBytes({ object: 'whatsapp_business_account', entry });
      const signature = await metaSignature(bytes, meta.app_secret);
      const headers = { 'x-hub-signature-256': signature };
      await call('POST', '/webhook/facebook/', { body: new TextDecoder().decode(bytes), headers });
    },
    async templates() {
      const { accounts } = await meta.state();
      return accounts[meta.wabaId].templates as Members[];
    },
  };
}
type Shop = Awaited<ReturnType<typeof newShop>>;

const statusOf = (name: string, event: string, more: Members = {}) => ({
  event,
  message_template_id: 168_000_000_000_001,
  message_template_name: name,
  message_template_language: 'it',
  reason: 'NONE',
  ...more,
});
const states = ({ templates }: Members) =>
  templates.map(({ name, state, usable }: Members) => `${name} ${state} ${usable}`);

const END = { id: 'done', do: 'end', outcome: 'said' };
const say = (name: string, count = 3, id = name) => ({
  id,
  do: 'send_message',
  to: '+393331234567',
  template: { name, language: 'it', body: Array.from({ length: count }, (_, i) => `p${i}`) },
});
const NEEDS_TWO = { name: 'Spedito', steps: [say('order_shipped'), say('order_shipped_link', 4), END] };
const WHEN_READY = { active: false, activate_when_ready: true };

const approve = (shop: Shop, name: string) =>
  shop.webhook('message_template_status_update', statusOf(name, 'APPROVED'));
const becomes = (shop: Shop, key: string, flags: Members) =>
  until(async () => expect(await shop.flow(key)).toMatchObject(flags));

test.each(readyTemplates().map((template) => [`${template.name} (${template.language})`, template] as const))(
  'Meta accepts the ready template %s',
  (_, template) => {
    expect(templateProblems(template)).toEqual([]);
  },
);

test.each<[string, string, string]>([
  ['lower-case', 'Bad', 'Ciao'],
  ['begin or end', 'a', '{{1}} ciao'],
  ['words between', 'a', 'Ciao {{1}}{{2}}!'],
  ['in their order', 'a', 'Ciao {{2}} e {{1}}!'],
  ['needs an example', 'a', 'Ciao {{1}}!'],
  ['1 to 1024', 'a', 'x'.repeat(1_025)],
])('what Meta refuses in a template is known before: %s', (problem, name, text) => {
  expect(templateProblems({ name, components: [{ type: 'BODY', text }] }).join()).toContain(problem);
});

describe('the templates of a flow', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await newShop();
  });

  test('are created from the ready texts, with examples, and only once', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const { status, body } = await shop.create('cod-confirmation', headers);
    expect([status, body.ready, states(body)]).toEqual([
      201,
      false,
      ['cod_order_confirm pending false', 'cod_order_reminder pending false'],
    ]);
    const [created] = await shop.templates();
    const ready = readyTemplates().find(({ name, language }) => name === 'cod_order_confirm' && language === 'it');
    expect(created).toMatchObject({ ...ready, status: 'PENDING' });
    const again = await shop.create('cod-confirmation', headers);
    expect([again.body, again.headers.get('idempotency-replayed')]).toEqual([body, 'true']);
    const repeated = await shop.create('cod-confirmation');
    expect([repeated.status, states(repeated.body)]).toEqual([200, states(body)]);
    expect(await shop.templates()).toHaveLength(2);
  });

  test('are created once by calls at once, with one key and without', async () => {
    const own = await newShop();
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const keyed = await Promise.all([1, 2, 3].map(() => own.create('cod-confirmation', headers)));
    expect(keyed.map(({ status, body }): string => body.code ?? String(status)).toSorted()).toEqual([
      '201',
      'idempotency_in_progress',
      'idempotency_in_progress',
    ]);
    const both = await Promise.all([1, 2].map(() => own.create('shipping-notice')));
    expect(both.map(({ status }) => String(status)).toSorted()).toEqual(['200', '201']);
    const { calls } = await own.state();
    const created = calls.filter((call: string) => call.startsWith('POST message_templates'));
    expect(created).toHaveLength((await own.templates()).length);
  });

  test('in English, of a flow that is not saved', async () => {
    const { body } = await shop.create('cod-confirmation', {}, { language: 'en' });
    expect(body.templates[0]).toMatchObject({ name: 'cod_order_confirm', language: 'en', state: 'pending' });
  });

  test('of an unknown flow, or for another account’s channel, are refused', async () => {
    expect((await shop.create('nosuch')).body.code).toBe('flow_not_found');
    const other = await newTenant();
    expect((await other.as('POST', `${shop.channel}/templates`, { flow: 'cod-confirmation' })).status).toBe(404);
  });
});

test('a template of the same name with another text stays, and is said to be another', async () => {
  const shop = await newShop();
  const own = (name: string, text: string) => ({
    id: name,
    name,
    language: 'it',
    status: 'APPROVED',
    category: 'UTILITY',
    components: [{ type: 'BODY', text }],
  });
  const templates = [own('order_shipped', 'Ciao {{1}}, {{2}} di {{3}}!'), own('order_shipped_link', 'Ciao!')];
  await shop.change({ templates });
  await shop.put('spedito', { ...NEEDS_TWO, ...WHEN_READY });
  const { body } = await shop.create('shipping-notice');
  expect(states(body).toSorted()).toEqual([
    'order_shipped other_content true',
    'order_shipped_link other_content false',
  ]);
  expect(await shop.templates()).toEqual(templates);
});

test('a name without a text stays to be written by hand, and a creation that Meta fails is made by the next call', async () => {
  const shop = await newShop();
  await shop.put('mio', { name: 'Mio', ...WHEN_READY, steps: [say('nostro', 0), say('order_shipped'), END] });
  const { calls } = await shop.state();
  // The list of templates, the library, and then the creation.
  const at = calls.length;
  await shop.configure({ failures: { [at + 3]: 'http_500' } });
  const first = await shop.create('mio');
  expect([first.status, states(first.body)]).toEqual([200, ['nostro no_text false', 'order_shipped to_do false']]);
  const second = await shop.create('mio');
  expect([second.status, states(second.body)]).toEqual([201, ['nostro no_text false', 'order_shipped pending false']]);
});

test('a template that the library has with the same text is approved at once, and the flow starts', async () => {
  const shop = await newShop();
  const ready = readyTemplates().find(({ name, language }) => name === 'order_shipped' && language === 'it');
  const body = ready?.components[0]?.text;
  await shop.change({ library: [{ id: '7', name: 'shipped_1', language: 'it', category: 'UTILITY', body }] });
  await shop.put('spedito', { name: 'Spedito', ...WHEN_READY, steps: [say('order_shipped'), END] });
  const created = await shop.create('spedito');
  expect(states(created.body)).toEqual(['order_shipped approved true']);
  expect(await shop.flow('spedito')).toMatchObject({ active: true, activate_when_ready: false });
});

describe('a flow that waits for its templates', () => {
  test('is saved before they exist, and starts with the approval of the last one', async () => {
    const shop = await newShop();
    expect((await shop.put('spedito', NEEDS_TWO)).body.errors.map(({ code }: Members) => code)).toEqual([
      'template_unknown',
      'template_unknown',
    ]);
    const saved = await shop.put('spedito', { ...NEEDS_TWO, ...WHEN_READY });
    expect([saved.status, saved.body.active, saved.body.activate_when_ready]).toEqual([201, false, true]);
    expect(saved.body.warnings.map(({ code }: Members) => code)).toEqual(['template_unknown', 'template_unknown']);
    expect(saved.body.definition).not.toHaveProperty('activate_when_ready');
    await shop.create('spedito');
    await approve(shop, 'order_shipped');
    await until(async () => {
      const { body } = await shop.as('GET', `${shop.channel}/templates`);
      expect(body.data.find(({ name }: Members) => name === 'order_shipped').status).toBe('APPROVED');
    });
    expect(await shop.flow('spedito')).toMatchObject({ active: false, activate_when_ready: true });
    await approve(shop, 'order_shipped_link');
    await becomes(shop, 'spedito', { active: true, activate_when_ready: false });
    const [approved] = await polled(shop, '&type=template.approved');
    expect(approved.data).toMatchObject({ name: 'order_shipped', flows: ['spedito'] });
  });

  test('starts where only reading shows the approval', async () => {
    const shop = await newShop();
    await shop.put('spedito', { ...NEEDS_TWO, ...WHEN_READY });
    await shop.create('spedito');
    const templates = await shop.templates();
    await shop.change({ templates: templates.map((each) => ({ ...each, status: 'APPROVED' })) });
    await env.DB.prepare('update channels set templates_at = 1 where account_id = ?').bind(shop.accountId).run();
    await runCron();
    await becomes(shop, 'spedito', { active: true });
    const approved = await polled(shop, '&type=template.approved');
    expect(new Set(approved.map(({ data }) => data.name))).toEqual(new Set(['order_shipped', 'order_shipped_link']));
    await approve(shop, 'order_shipped');
    await until(async () => expect((await shop.as('GET', '/v1/inbound_events?limit=1')).body.data).toHaveLength(1));
    expect(await polled(shop, '&type=template.approved')).toHaveLength(2);
  });

  test('does not start without a required setting, nor after a person has deactivated it', async () => {
    const shop = await newShop({ new_template_status: 'APPROVED' });
    const settings = { link: { type: 'url', required: true } };
    const steps = [say('order_shipped'), END];
    await shop.put('spedito', { name: 'Spedito', ...WHEN_READY, settings, steps });
    await shop.put('fermo', { name: 'Fermo', ...WHEN_READY, steps });
    await shop.as('PATCH', '/v1/flows/fermo', { active: false });
    await shop.create('spedito');
    expect(await shop.flow('spedito')).toMatchObject({ active: false, activate_when_ready: true });
    expect(await shop.flow('fermo')).toMatchObject({ active: false, activate_when_ready: false });
    const values = { link: 'https://shop.example/a' };
    const saved = await shop.put('spedito', { name: 'Spedito', settings, values, steps });
    expect(saved.body).toMatchObject({ active: true, activate_when_ready: false });
  });

  test('says what it is to do in one way only', async () => {
    const shop = await newTenant();
    const flags = { active: true, activate_when_ready: true };
    const { status, body } = await shop.as('PUT', '/v1/flows/x', { name: 'x', ...flags, steps: [END] });
    expect([status, body.errors[0].path]).toEqual([422, '/activate_when_ready']);
    const off = await shop.as('PUT', '/v1/flows/x', { name: 'x', active: false, steps: [END] });
    expect([off.status, off.body.active]).toEqual([201, false]);
    const on = await shop.as('PUT', '/v1/flows/x', { name: 'x', active: true, steps: [END] });
    expect([on.status, on.body.active]).toEqual([200, true]);
  });
});

describe('a template that Meta', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await newShop({ new_template_status: 'APPROVED' });
    await shop.put('spedito', { ...NEEDS_TWO, ...WHEN_READY });
    await shop.create('spedito');
    await becomes(shop, 'spedito', { active: true });
  });

  test('pauses stops its flow, which starts again when it is approved', async () => {
    await shop.webhook('message_template_status_update', statusOf('order_shipped', 'PAUSED'));
    await becomes(shop, 'spedito', { active: false, activate_when_ready: true });
    await approve(shop, 'order_shipped');
    await becomes(shop, 'spedito', { active: true, activate_when_ready: false });
    const { body: log } = await shop.as('GET', '/v1/audit?limit=100');
    const bySystem = log.data.filter(({ actor }: Members) => (actor as Members).type === 'system').slice(-2);
    expect(bySystem).toMatchObject([
      {
        action: 'flow.deactivated',
        targets: [{ type: 'flow', id: 'spedito' }],
        metadata: { reason: 'template_stopped' },
      },
      {
        action: 'flow.activated',
        targets: [{ type: 'flow', id: 'spedito' }],
        metadata: { reason: 'templates_approved' },
      },
    ]);
  });

  test('is going to move to marketing, and then moves, warns of the flow', async () => {
    const move = (more: Members) =>
      shop.webhook('template_category_update', {
        message_template_id: 1,
        message_template_name: 'order_shipped',
        message_template_language: 'it',
        ...more,
      });
    const category = async () => {
      const { body } = await shop.as('GET', `${shop.channel}/templates`);
      const found = body.data.find(({ name }: Members) => name === 'order_shipped');
      return [found.category, found.previous_category, found.announced_category];
    };
    await move({ new_category: 'UTILITY', correct_category: 'MARKETING' });
    await until(async () => expect(await category()).toEqual(['UTILITY', null, 'MARKETING']));
    expect(await polled(shop, '&type=template.recategorised')).toEqual([]);
    const codes = async () => (await shop.put('spedito', NEEDS_TWO)).body.warnings.map(({ code }: Members) => code);
    expect(await codes()).toEqual(['template_recategorised']);
    const templates = await shop.templates();
    await shop.change({
      templates: templates.map((each) => (each.name === 'order_shipped' ? { ...each, category: 'MARKETING' } : each)),
    });
    await move({ previous_category: 'UTILITY', new_category: 'MARKETING' });
    await until(async () => expect(await category()).toEqual(['MARKETING', 'UTILITY', null]));
    expect(await codes()).toEqual(['template_recategorised']);
    expect(await polled(shop, '&type=template.recategorised')).toHaveLength(1);
  });

  test('rejects says why, and what to change', async () => {
    const rejection_info = { reason: 'Two stand together.', recommendation: 'Put words between them.' };
    const rejected = statusOf('order_shipped_link', 'REJECTED', { reason: 'INVALID_FORMAT', rejection_info });
    const templates = await shop.templates();
    const at = (name: string) => (each: Members) =>
      each.name === name ? { ...each, status: 'REJECTED', rejected_reason: 'INVALID_FORMAT' } : each;
    await shop.change({ templates: templates.map(at('order_shipped_link')) });
    await shop.webhook('message_template_status_update', rejected);
    await becomes(shop, 'spedito', { active: false });
    const { body } = await shop.create('spedito');
    expect(body.templates.find(({ name }: Members) => name === 'order_shipped_link')).toMatchObject({
      state: 'rejected',
      reason: 'INVALID_FORMAT',
      detail: 'Put words between them.',
    });
  });
});
