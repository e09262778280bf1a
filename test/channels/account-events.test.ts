import { describe, expect, test } from 'vitest';
import { metaBytes, metaSignature } from '../standins/meta-webhooks';
import { newMetaApp } from '../support/meta-app';
import { newScene, type Scene, until } from '../support/scene';
import { call, newTenant } from '../support/tenant';

type Members = Record<string, any>;

const END = { id: 'done', do: 'end', outcome: 'said' };
const to = '{{ request.user_key }}';
const FREE = { id: 'say', do: 'send_message', to, text: 'Ciao' };
const TEMPLATE = { id: 'say', do: 'send_message', to, template: { name: 'thanks', language: 'it', body: ['Ada'] } };

const restrict = (scene: Scene, restriction_type: string, expiration: number) =>
  scene.accountWebhook('account_update', {
    event: 'ACCOUNT_RESTRICTION',
    restriction_info: [{ restriction_type, expiration }],
  });
const applied = (scene: Pick<Scene, 'as'>, count: number) =>
  until(async () => {
    const { body } = await scene.as('GET', '/v1/inbound_events?type=inbound.account');
    expect(body.data.filter(({ state }: Members) => state === 'applied')).toHaveLength(count);
  });
const nowS = () => Math.floor(Date.now() / 1_000);

describe('a restriction of Meta', () => {
  test.each([
    ['RESTRICTED_BIZ_INITIATED_MESSAGING', TEMPLATE, FREE],
    ['RESTRICTED_CUSTOMER_INITIATED_MESSAGING', FREE, TEMPLATE],
  ])('%s holds what it is about, and nothing else, until Meta lifts it', async (type, held, sent) => {
    const scene = await newScene();
    await scene.openWindow();
    await restrict(scene, type, nowS() + 3_600);
    await applied(scene, 1);
    await scene.saveFlow({ steps: [held, END] }, 'held');
    await scene.saveFlow({ steps: [sent, END] }, 'sent');
    const waiting = await scene.start('held');
    await scene.waitForStatus(await scene.start('sent'), 'completed');
    const { steps } = await scene.waitForStatus(waiting, 'waiting');
    const step = steps.find((each: Members) => each.step === 'say');
    expect(step).toMatchObject({ status: 'waiting', detail: { held: 'channel_limited' } });
    expect(await scene.sentMessages()).toHaveLength(1);
    await scene.accountWebhook('account_update', { event: 'ACCOUNT_RECONNECTED' });
    await scene.waitForStatus(waiting, 'completed');
    expect(await scene.sentMessages()).toHaveLength(2);
  });

  test('that has ended holds nothing', async () => {
    const scene = await newScene();
    await scene.openWindow();
    await restrict(scene, 'RESTRICTED_CUSTOMER_INITIATED_MESSAGING', nowS() - 1);
    await applied(scene, 1);
    await scene.saveFlow({ steps: [FREE, END] });
    await scene.waitForStatus(await scene.start(), 'completed');
  });
});

/** A number that is connected, and the webhooks of its account. */
async function newConnected() {
  const [tenant, app] = await Promise.all([newTenant(), newMetaApp()]);
  const { body } = await app.connect(tenant);
  const path = `/v1/channels/${body.channel_id}`;
  return {
    ...tenant,
    ...app,
    channelId: body.channel_id as string,
    channel: async () => (await tenant.as('GET', path)).body,
    setUp: async () => (await tenant.as('GET', `${path}/set_up`)).body,
    step: async (id: string) => {
      const { steps } = (await tenant.as('GET', `${path}/set_up`)).body;
      return steps.find((step: Members) => step.id === id);
    },
    async webhook(field: string, value: Members) {
      const entry = [{ id: app.wabaId, time: nowS(), changes: [{ field, value }] }];
      const bytes = metaBytes({ object: 'whatsapp_business_account', entry });
      const headers = { 'x-hub-signature-256': await metaSignature(bytes, app.app_secret) };
      await call('POST', '/webhook/facebook/', { body: new TextDecoder().decode(bytes), headers });
    },
  };
}

const NUMBER = '390255500123';

test('Meta’s reports of a number are shown in its set-up: limits, the name, the review and the PIN', async () => {
  const shop = await newConnected();
  await shop.change({ number: { whatsapp_business_manager_messaging_limit: 'TIER_10K', quality_rating: 'YELLOW' } });
  await shop.webhook('business_capability_update', { max_daily_conversations_per_business: 10_000 });
  await until(async () =>
    expect((await shop.setUp()).number).toMatchObject({ messaging_limit: 'TIER_10K', quality_rating: 'YELLOW' }),
  );
  const rejected = {
    decision: 'REJECTED',
    requested_verified_name: 'Negozio',
    rejection_reason: 'NAME_EMPLOYEE_ISSUE',
  };
  await shop.webhook('phone_number_name_update', { display_phone_number: NUMBER, ...rejected });
  await until(async () =>
    expect(await shop.step('display_name')).toMatchObject({
      state: 'failed',
      code: 'name_rejected',
      detail: expect.stringContaining('NAME_EMPLOYEE_ISSUE'),
    }),
  );
  await shop.webhook('account_review_update', { decision: 'REJECTED' });
  await until(async () => expect(await shop.step('health')).toMatchObject({ code: 'account_rejected' }));
  await shop.webhook('security', { display_phone_number: NUMBER, event: 'PIN_CHANGED', requester: '61' });
  await until(async () =>
    expect(await shop.step('registration')).toMatchObject({ state: 'done', code: 'pin_changed' }),
  );
  await shop.connect(shop);
  expect(await shop.step('registration')).toMatchObject({ state: 'done', code: 'pin_changed' });
  await shop.connect(shop, { pin: '222222' });
  expect(await shop.step('registration')).toMatchObject({ state: 'done', code: null });
});

test('where Meta cannot be asked, a report leaves what is known', async () => {
  const shop = await newConnected();
  const { calls } = await shop.state();
  await shop.configure({ failures: { [calls.length + 1]: 'http_500' } });
  await shop.webhook('account_review_update', { decision: 'PENDING' });
  await applied(shop, 1);
  expect((await shop.setUp()).number).toMatchObject({ messaging_limit: 'TIER_2K' });
});

test.each(['ACCOUNT_OFFBOARDED', 'ACCOUNT_DELETED'])(
  '%s breaks the number, and ACCOUNT_RECONNECTED restores it',
  async (event) => {
    const shop = await newConnected();
    await shop.webhook('account_update', { event });
    await until(async () => expect((await shop.channel()).broken).toMatchObject({ reason: event.toLowerCase() }));
    await shop.webhook('account_update', { event: 'ACCOUNT_RECONNECTED' });
    await until(async () => expect((await shop.channel()).broken).toBeNull());
  },
);
