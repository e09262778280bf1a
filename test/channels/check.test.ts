import { expect, test } from 'vitest';
import { newAppSecret } from '../support/app-secret';
import { newScene, type Scene } from '../support/scene';

/** A number with its own token, by which Meta's stand-in chooses its response. */
async function newNumber(): Promise<Scene> {
  const scene = await newScene();
  const token = `EAAG-token-of-the-test-${crypto.randomUUID()}`;
  await scene.configureMeta({ token });
  await scene.as('PATCH', `/v1/channels/${scene.channelId}`, { access_token: token });
  return scene;
}

async function check(scene: Scene): Promise<Record<string, any>> {
  const { status, body } = await scene.as('POST', `/v1/channels/${scene.channelId}/check`);
  expect([status, body.channel_id]).toEqual([200, scene.channelId]);
  return { ok: body.ok, ...Object.fromEntries(body.checks.map((one: any) => [one.name, one])) };
}
const statuses = (checks: Record<string, any>) =>
  Object.fromEntries(Object.entries(checks).map(([name, one]) => [name, one.status ?? one]));
const PASSED = {
  ok: true,
  access_token: 'passed',
  permissions: 'passed',
  phone_number: 'passed',
  waba: 'passed',
  webhook: 'passed',
  app_secret: 'passed',
  sending: 'passed',
};
const NUMBER = { display_phone_number: '+39 06 1234 5678', verified_name: 'Negozio', status: 'CONNECTED' };

test('a correctly set-up channel passes every check', async () => {
  const scene = await newNumber();
  const checks = await check(scene);
  expect(statuses(checks)).toEqual(PASSED);
  expect(checks.phone_number.message).toContain('+39 06 1234 5678 (Negozio)');
});

test.each<[string, Record<string, unknown>, string, string, RegExp, RegExp]>([
  [
    'a token without a permission',
    { permissions: ['whatsapp_business_messaging'] },
    'permissions',
    'failed',
    /lacks whatsapp_business_management/,
    /new token/,
  ],
  [
    'a number that is not registered',
    { number: { ...NUMBER, status: 'DISCONNECTED' } },
    'phone_number',
    'failed',
    /DISCONNECTED/,
    /Register the number/,
  ],
  [
    'a number that is about to be limited',
    { number: { ...NUMBER, quality_rating: 'RED' } },
    'phone_number',
    'warning',
    /red quality/,
    /Send fewer messages/,
  ],
  [
    'an app that is not subscribed',
    { subscribed: false },
    'webhook',
    'failed',
    /No app is subscribed/,
    /subscribed_apps/,
  ],
  ['another app’s secret', { app_secret: newAppSecret() }, 'app_secret', 'failed', /does not accept/, /App settings/],
])('%s: the check says so, and what to do', async (_, line, name, status, message, mend) => {
  const scene = await newNumber();
  await scene.configureMeta(line);
  const checks = await check(scene);
  expect(statuses(checks)).toEqual({ ...PASSED, ok: status !== 'failed', [name]: status });
  expect(checks[name].message).toMatch(message);
  expect(checks[name].mend).toMatch(mend);
});

test('the number belongs to another WhatsApp Business Account', async () => {
  const [scene, other] = await Promise.all([newNumber(), newNumber()]);
  const token = `EAAG-token-of-the-test-${crypto.randomUUID()}`;
  for (const each of [scene, other]) await each.configureMeta({ token });
  await scene.as('PATCH', `/v1/channels/${scene.channelId}`, { access_token: token });
  await scene.as('PATCH', `/v1/channels/${scene.channelId}`, { waba_id: other.wabaId });
  const checks = await check(scene);
  expect(statuses(checks)).toMatchObject({ ok: false, phone_number: 'passed', waba: 'failed' });
});

test('an expired token: the other checks are skipped, and the waiting messages are reported', async () => {
  const scene = await newNumber();
  await scene.openWindow();
  await scene.configureMeta({ token: 'EAAG-token-of-the-test-renewed' });
  const say = { id: 'say', do: 'send_message', to: '{{ request.user_key }}', text: 'x' };
  await scene.saveFlow({ steps: [say, { id: 'done', do: 'end', outcome: 'said' }] });
  await scene.waitForStatus(await scene.start(), 'waiting');
  const checks = await check(scene);
  expect(statuses(checks)).toEqual({
    ok: false,
    access_token: 'failed',
    permissions: 'skipped',
    phone_number: 'skipped',
    waba: 'skipped',
    webhook: 'skipped',
    app_secret: 'skipped',
    sending: 'failed',
  });
  expect(checks.access_token.mend).toMatch(/system user/);
  expect(checks.sending.message).toMatch(/meta_190/);
});

test('another account’s channel cannot be checked', async () => {
  const [mine, other] = await Promise.all([newScene(), newScene()]);
  expect((await other.as('POST', `/v1/channels/${mine.channelId}/check`)).status).toBe(404);
});
