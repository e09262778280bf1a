import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { newMetaApp } from '../support/meta-app';
import { newTenant } from '../support/tenant';

type Members = Record<string, any>;

const statesOf = ({ steps }: Members) =>
  Object.fromEntries(steps.map(({ id, state, code }: Members) => [id, code === null ? state : `${state} ${code}`]));
const DONE = {
  app: 'done',
  access_token: 'done',
  number: 'done',
  webhook: 'done',
  subscription: 'done',
  registration: 'done',
  display_name: 'done',
  business_verification: 'done',
  payment: 'done',
  health: 'done',
};
const CALLS = [
  'GET debug_token',
  'GET phone_numbers',
  'GET account',
  'GET number is_on_biz_app,is_pin_enabled',
  'GET number whatsapp_business_manager_messaging_limit,webhook_configuration',
  'GET subscriptions',
  'POST subscriptions',
  'GET subscribed_apps',
  'POST subscribed_apps',
  'POST register',
  'GET number health',
];
/** The calls before which there is no channel: an error leaves nothing behind. */
const FIRST_WITH_CHANNEL = 3;
const CALLBACK = 'https://aisac.test/webhook/facebook/';

const channelsOf = async (tenant: Members) => (await tenant.as('GET', '/v1/channels')).body.data;
const rowOf = (channelId: string) =>
  env.DB.prepare('select * from channels where channel_id = ?').bind(channelId).first<Members>();

test('a number is connected from nothing in one call, by the calls that Meta demands in their order', async () => {
  const [tenant, app] = await Promise.all([newTenant(), newMetaApp()]);
  const { status, body } = await app.connect(tenant);
  expect([status, statesOf(body)]).toEqual([201, DONE]);
  expect(body).toMatchObject({
    created: true,
    name: 'Negozio Esempio',
    phone_number_id: app.phoneNumberId,
    waba_id: app.wabaId,
    broken: null,
    number: {
      display_phone_number: '+39 02 5550 0123',
      status: 'CONNECTED',
      name_status: 'APPROVED',
      messaging_limit: 'TIER_2K',
      can_send_message: 'AVAILABLE',
    },
  });
  const state = await app.state();
  expect([state.calls, state.violations]).toEqual([CALLS, []]);
  expect(state.subscription.callback_url).toBe(CALLBACK);
  expect(state.subscription.fields).toEqual(
    expect.arrayContaining(['messages', 'account_update', 'standby', 'security']),
  );
  const row = await rowOf(body.channel_id);
  expect(row?.pin).toMatch(/^v1\./);
  expect(JSON.stringify(body)).not.toContain(state.accounts[app.wabaId].numbers[app.phoneNumberId].pin);

  const read = await tenant.as('GET', `/v1/channels/${body.channel_id}/set_up`);
  expect(read.body).toEqual({ checked_at: body.checked_at, number: body.number, steps: body.steps });
  expect((await app.state()).calls).toEqual(CALLS);
  const again = await tenant.as('POST', `/v1/channels/${body.channel_id}/set_up`);
  expect([again.status, statesOf(again.body)]).toEqual([200, DONE]);
  const calls = (await app.state()).calls.slice(CALLS.length);
  expect(calls.filter((call: string) => call.startsWith('POST'))).toEqual([]);
});

describe.each(['http_500', 'answer_lost'])('where Meta answers a call with %s', (failure) => {
  test.each(CALLS.map((call, i) => [i + 1, call] as const))(
    'call %i, %s: it stops there, and the next run ends it',
    async (at) => {
      const [tenant, app] = await Promise.all([newTenant(), newMetaApp({ failures: { [at]: failure } })]);
      const first = await app.connect(tenant);
      if (at < FIRST_WITH_CHANNEL) {
        expect([first.status, first.body.code]).toEqual([503, 'unavailable']);
        expect(await channelsOf(tenant)).toEqual([]);
        const second = await app.connect(tenant);
        expect([second.status, statesOf(second.body)]).toEqual([201, DONE]);
      } else {
        expect(first.status).toBe(201);
        // What Meta has not said of a number is not known: the step goes on without it.
        const isFailed = (step: Members) => step.code === 'meta_unavailable';
        expect(first.body.steps.filter(isFailed)).toHaveLength(1);
        const { steps, channel_id } = first.body;
        const failed = steps.findIndex(isFailed);
        expect(steps.slice(failed + 1).filter(({ state }: Members) => state !== 'to_do')).toEqual([]);
        const second = await tenant.as('POST', `/v1/channels/${channel_id}/set_up`);
        expect([second.status, statesOf(second.body)]).toEqual([200, DONE]);
      }
      const state = await app.state();
      expect(state.violations).toEqual([]);
      const posts = state.calls.filter((call: string) => call.startsWith('POST'));
      // A call that had its effect is not made again.
      const twice = failure === 'http_500' && CALLS[at - 1]?.startsWith('POST') ? 1 : 0;
      expect(posts).toHaveLength(3 + twice);
    },
  );
});

const refused = (body: Members) => body.errors.map(({ path, code }: Members) => `${path} ${code}`);

test.each<[string, Members, Members, string]>([
  ['a token of another app', { token_info: { app_id: '999' } }, {}, '/access_token token_of_another_app'],
  ['a token of a person', { token_info: { type: 'USER' } }, {}, '/access_token token_of_user'],
  [
    'an expired token',
    { token_info: { is_valid: false, error: { message: 'It has expired.' } } },
    {},
    '/access_token token_invalid',
  ],
  ['a token that Meta does not know', {}, { access_token: 'EAAGother' }, '/access_token token_invalid'],
  [
    'a token without a permission',
    { token_info: { scopes: ['whatsapp_business_management'] } },
    {},
    '/access_token token_lacks_permission',
  ],
  [
    'a token that may send for other accounts than it manages',
    {
      token_info: {
        granular_scopes: [
          { scope: 'whatsapp_business_management', target_ids: ['1'] },
          { scope: 'whatsapp_business_messaging', target_ids: ['2'] },
        ],
      },
    },
    {},
    '/access_token token_lacks_permission',
  ],
  ['the secret of another app', {}, { app_secret: '0'.repeat(32) }, '/app_secret app_secret_wrong'],
  ['no account', { accounts: {} }, {}, '/access_token no_account'],
  ['a number that the token does not see', {}, { phone_number_id: '1' }, '/phone_number_id number_not_found'],
  ['a PIN of five digits', {}, { pin: '12345' }, '/pin invalid_format'],
])('%s is refused, and nothing is written', async (_, state, input, issue) => {
  const [tenant, app] = await Promise.all([newTenant(), newMetaApp(state)]);
  const { status, body } = await app.connect(tenant, input);
  expect([status, refused(body)]).toEqual([422, [issue]]);
  expect(await channelsOf(tenant)).toEqual([]);
  expect((await app.state()).calls.filter((call: string) => call.startsWith('POST'))).toEqual([]);
});

test.each<[string, Members, Members, string | RegExp]>([
  ['is in use in the phone app', { is_on_biz_app: true }, { registration: 'to_do coexistence' }, /Business app/],
  [
    'is not verified',
    { code_verification_status: 'NOT_VERIFIED' },
    { registration: 'to_do number_unverified' },
    /Verify the number/,
  ],
  ['has a PIN', { is_pin_enabled: true, pin: '111111' }, { registration: 'to_do pin_needed' }, /as `pin`/],
  [
    'has a name that Meta rejects',
    { name_status: 'DECLINED' },
    { display_name: 'failed name_rejected' },
    /another one/,
  ],
  [
    'has a name that Meta reviews',
    { name_status: 'PENDING_REVIEW' },
    { display_name: 'waiting name_in_review' },
    /reviews/,
  ],
  [
    'has no payment method',
    {
      health_status: {
        can_send_message: 'BLOCKED',
        entities: [{ can_send_message: 'BLOCKED', errors: [{ error_code: 141006, error_description: 'No payment.' }] }],
      },
    },
    { payment: 'to_do payment_missing', health: 'failed meta_141006' },
    /payment method/,
  ],
  [
    'is sent elsewhere by its own callback',
    { webhook_configuration: { phone_number: 'https://crm.example/hook' } },
    { subscription: 'failed callback_taken' },
    /crm\.example/,
  ],
])('a number that %s is connected, and the step says what is left', async (_, number, states, detail) => {
  const [tenant, app] = await Promise.all([newTenant(), newMetaApp()]);
  await app.change({ number });
  const { status, body } = await app.connect(tenant);
  expect([status, statesOf(body)]).toEqual([201, { ...DONE, ...states }]);
  const [id = ''] = Object.keys(states);
  expect(body.steps.find((step: Members) => step.id === id).detail).toMatch(detail);
  const wasRegistered = !('registration' in states);
  expect((await app.state()).calls.includes('POST register')).toBe(wasRegistered);
});

test('a PIN that Meta refuses is asked for, and not tried again until it is given', async () => {
  const [tenant, app] = await Promise.all([newTenant(), newMetaApp({ unknown: ['is_pin_enabled'] })]);
  await app.change({ number: { pin: '111111' } });
  const { body } = await app.connect(tenant);
  expect(statesOf(body)).toEqual({ ...DONE, registration: 'failed pin_wrong' });
  const again = await tenant.as('POST', `/v1/channels/${body.channel_id}/set_up`);
  expect(statesOf(again.body)).toEqual({ ...DONE, registration: 'to_do pin_wrong' });
  const registrations = async () => (await app.state()).calls.filter((call: string) => call === 'POST register').length;
  expect([await registrations(), (await rowOf(body.channel_id))?.pin]).toEqual([1, null]);
  const given = await app.connect(tenant, { pin: '111111' });
  expect([given.status, given.body.created, statesOf(given.body)]).toEqual([200, false, DONE]);
  expect(await registrations()).toBe(2);
});

test('a number that was registered too often is not registered again for 72 hours', async () => {
  const failures = { 10: { code: 133016 } };
  const [tenant, app] = await Promise.all([newTenant(), newMetaApp({ failures })]);
  const { body } = await app.connect(tenant);
  expect(statesOf(body)).toEqual({ ...DONE, registration: 'waiting registered_too_often' });
  const again = await tenant.as('POST', `/v1/channels/${body.channel_id}/set_up`);
  expect(statesOf(again.body)).toEqual({ ...DONE, registration: 'waiting registered_too_often' });
  expect((await app.state()).calls.filter((call: string) => call === 'POST register')).toHaveLength(1);
});

test('Meta’s limit of calls stops a run, which says when to go on', async () => {
  const usage = JSON.stringify({ 1: [{ type: 'management', estimated_time_to_regain_access: 17 }] });
  const busy = { code: 80007, headers: { 'x-business-use-case-usage': usage } };
  const [tenant, app] = await Promise.all([newTenant(), newMetaApp({ failures: { 1: busy, 7: busy } })]);
  const first = await app.connect(tenant);
  expect([first.status, first.body.code]).toEqual([503, 'unavailable']);
  expect(first.body.detail).toContain('17 minutes');
  const { body } = await app.connect(tenant);
  expect(statesOf(body)).toMatchObject({ number: 'done', webhook: 'waiting meta_busy', subscription: 'to_do' });
  expect(body.steps.find(({ id }: Members) => id === 'webhook').detail).toContain('17 minutes');
});

test('a callback that leads elsewhere stays: the account gets its own, unless that is taken too', async () => {
  const subscription = { callback_url: 'https://crm.example/hook', fields: ['messages'] };
  const [tenant, app] = await Promise.all([newTenant(), newMetaApp({ subscription })]);
  const { body } = await app.connect(tenant);
  expect(statesOf(body)).toEqual({ ...DONE, webhook: 'done callback_of_account' });
  const state = await app.state();
  expect([state.subscription, state.accounts[app.wabaId].subscribed]).toEqual([
    subscription,
    { override_callback_uri: CALLBACK },
  ]);
  await app.change({ subscribed: { override_callback_uri: 'https://other.example/hook' } });
  const again = await tenant.as('POST', `/v1/channels/${body.channel_id}/set_up`);
  expect(statesOf(again.body)).toMatchObject({ subscription: 'failed callback_taken' });
  expect((await app.state()).accounts[app.wabaId].subscribed.override_callback_uri).toBe('https://other.example/hook');
});

test.each([{}, null, { data: 'x' }, { data: [null] }])(
  'an answer without a list of callbacks, %j, sets none: another system’s may be there',
  async (json) => {
    const [tenant, app] = await Promise.all([newTenant(), newMetaApp({ failures: { 6: { json } } })]);
    const { body } = await app.connect(tenant);
    expect(statesOf(body)).toMatchObject({ webhook: 'failed meta_unavailable', subscription: 'to_do' });
    await app.configure({ failures: { 14: { json } } });
    const again = await tenant.as('POST', `/v1/channels/${body.channel_id}/set_up`);
    expect(statesOf(again.body)).toMatchObject({ webhook: 'done', subscription: 'failed meta_unavailable' });
    expect((await app.state()).accounts[app.wabaId].subscribed).toBeNull();
  },
);

test('secrets that Meta quotes in an error are neither shown nor stored', async () => {
  const tenant = await newTenant();
  const app = await newMetaApp();
  const pin = '736451';
  const secrets = [app.token, app.app_secret, pin];
  const message = `Malformed access token ${app.token} of ${app.app_secret}`;
  const token_info = { is_valid: false, error: { message } };
  await app.configure({ token_info, failures: {} });
  const invalid = await app.connect(tenant);
  await app.configure({
    token_info: {},
    failures: { 8: { code: 10, message }, 11: { code: 100, message: `Invalid parameter pin ${pin}` } },
  });
  const { body } = await app.connect(tenant, { pin });
  expect(statesOf(body)).toMatchObject({ webhook: 'failed meta_10', registration: 'failed meta_100' });
  const path = `/v1/channels/${body.channel_id}`;
  await app.configure({ failures: { 14: { code: 190, message: `Malformed access token ${app.token}` } } });
  const templates = await tenant.as('POST', `${path}/templates`, { flow: 'cod-confirmation' });
  const shown = JSON.stringify([invalid.body, body, templates.body, await rowOf(body.channel_id)]);
  expect(shown).toContain('Malformed access token');
  expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
});

test('fields that the app may not have are left out, and what a subscription lacks is added', async () => {
  const subscription = { callback_url: CALLBACK.slice(0, -1), fields: ['messages', 'flows'] };
  const [tenant, app] = await Promise.all([newTenant(), newMetaApp({ subscription, unknown: ['standby'] })]);
  expect(statesOf((await app.connect(tenant)).body)).toEqual(DONE);
  const { fields } = (await app.state()).subscription;
  expect(fields).toEqual(expect.arrayContaining(['messages', 'flows', 'account_update']));
  expect(fields).not.toContain('standby');
});

test('several numbers are offered, also where the token does not name its accounts; the named one is connected', async () => {
  const [tenant, app] = await Promise.all([newTenant(), newMetaApp({ token_info: { granular_scopes: [] } })]);
  const { accounts } = await app.state();
  const first = accounts[app.wabaId].numbers[app.phoneNumberId];
  const second = { ...first, display_phone_number: '+39 06 5550 0999' };
  await app.change({ numbers: { [app.phoneNumberId]: first, 106: second } });
  const { status, body } = await app.connect(tenant);
  expect([status, body.choices.map(({ phone_number_id }: Members) => phone_number_id).toSorted()]).toEqual([
    200,
    ['106', app.phoneNumberId].toSorted(),
  ]);
  expect(statesOf(body)).toMatchObject({ access_token: 'done', number: 'to_do number_choice', webhook: 'to_do' });
  expect(await channelsOf(tenant)).toEqual([]);
  const chosen = await app.connect(tenant, { phone_number_id: '106' });
  expect([chosen.status, chosen.body.phone_number_id, statesOf(chosen.body)]).toEqual([201, '106', DONE]);
  const { calls } = await app.state();
  expect(calls.length - 3).toBeLessThan(15);
});

test('connects at once make one channel, and Meta is asked to change everything once', async () => {
  const [tenant, app] = await Promise.all([newTenant(), newMetaApp()]);
  const all = await Promise.all([app.connect(tenant), app.connect(tenant), app.connect(tenant)]);
  expect(all.map(({ status }) => String(status)).toSorted()).toEqual(['200', '200', '201']);
  for (const { body } of all) expect(statesOf(body)).toEqual(DONE);
  expect(await channelsOf(tenant)).toHaveLength(1);
  const { calls } = await app.state();
  expect(calls.filter((call: string) => call.startsWith('POST'))).toEqual(
    CALLS.filter((call) => call.startsWith('POST')),
  );
});

test.each([
  ['connect', CALLS],
  ['set_up', ['GET phone_numbers']],
])(
  'of five calls at once of %s with one key, one calls Meta, and the others are told to wait',
  async (operation, calls) => {
    const [tenant, app] = await Promise.all([newTenant(), newMetaApp()]);
    const connected = operation === 'connect' ? null : (await app.connect(tenant)).body;
    const before = (await app.state()).calls.length;
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const send = () =>
      connected === null
        ? app.connect(tenant, {}, headers)
        : tenant.as('POST', `/v1/channels/${connected.channel_id}/set_up`, undefined, headers);
    const all = await Promise.all(Array.from({ length: 5 }, send));
    const [first, ...more] = all.filter(({ status }) => status < 300);
    expect([first?.headers.get('idempotency-replayed'), more]).toEqual([null, []]);
    const others = all.filter(({ status }) => status >= 300);
    expect(others.map(({ body, headers: got }) => [body.code, got.get('retry-after')])).toEqual(
      Array.from({ length: 4 }, () => ['idempotency_in_progress', '1']),
    );
    const made = (await app.state()).calls.slice(before);
    expect(made.filter((call: string) => call === calls.at(-1))).toHaveLength(1);
    const again = await send();
    expect([again.body, again.headers.get('idempotency-replayed')]).toEqual([first?.body, 'true']);
    expect((await app.state()).calls.slice(before)).toEqual(made);
  },
);

test('a connect that fails frees its key', async () => {
  const [tenant, app] = await Promise.all([newTenant(), newMetaApp({ failures: { 1: 'http_500' } })]);
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const failed = await app.connect(tenant, {}, headers);
  expect([failed.body.code, failed.headers.get('retry-after')]).toEqual(['unavailable', '5']);
  expect((await app.connect(tenant, {}, headers)).status).toBe(201);
});

test('a key whose call has died is free again after three minutes', async () => {
  const [tenant, app] = await Promise.all([newTenant(), newMetaApp()]);
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const { body } = await app.connect(tenant, {}, headers);
  const diedAt = (ago: number) =>
    env.DB.prepare("update idempotency_keys set answer = '', created_at = ? where account_id = ?")
      .bind(Date.now() - ago, tenant.accountId)
      .run();
  await diedAt(170_000);
  expect((await app.connect(tenant, {}, headers)).body.code).toBe('idempotency_in_progress');
  await diedAt(181_000);
  expect((await app.connect(tenant, {}, headers)).body).toMatchObject({ channel_id: body.channel_id, created: false });
});

test('a number that another account has is connected too, and the steps of one are not shown to the other', async () => {
  const [tenant, other, app] = await Promise.all([newTenant(), newTenant(), newMetaApp()]);
  const [mine, theirs] = [await app.connect(tenant), await app.connect(other)];
  expect([mine.status, theirs.status]).toEqual([201, 201]);
  expect(statesOf(theirs.body)).toEqual(DONE);
  for (const method of ['GET', 'POST']) {
    expect((await other.as(method, `/v1/channels/${mine.body.channel_id}/set_up`)).status).toBe(404);
  }
});

test('a channel that was made by hand is repaired, and resumed once it can send', async () => {
  const [tenant, app] = await Promise.all([newTenant(), newMetaApp()]);
  const secrets = { access_token: app.token, app_secret: app.app_secret };
  const made = await tenant.as('POST', '/v1/channels', {
    name: 'Mio',
    phone_number_id: app.phoneNumberId,
    waba_id: app.wabaId,
    ...secrets,
  });
  const path = `/v1/channels/${made.body.channel_id}`;
  const before = await tenant.as('GET', `${path}/set_up`);
  expect([before.body.checked_at, new Set(before.body.steps.map(({ state }: Members) => state))]).toEqual([
    null,
    new Set(['to_do']),
  ]);
  await env.DB.prepare("update channels set broken_at = 1, broken_reason = 'meta_133010' where channel_id = ?")
    .bind(made.body.channel_id)
    .run();
  await app.configure({ failures: { 1: { code: 100 } } });
  const unknown = await tenant.as('POST', `${path}/set_up`);
  expect(statesOf(unknown.body)).toMatchObject({ app: 'to_do app_id_unknown', webhook: 'to_do' });
  const { body } = await tenant.as('POST', `${path}/set_up`);
  expect(statesOf(body)).toEqual(DONE);
  expect((await tenant.as('GET', path)).body).toMatchObject({ name: 'Mio', broken: null });
});
