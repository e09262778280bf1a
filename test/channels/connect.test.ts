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
