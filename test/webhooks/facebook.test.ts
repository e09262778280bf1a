import { describe, expect, inject, test } from 'vitest';
import { metaBytes, metaDelivery, metaSignature, replyValue, statusValue } from '../standins/meta-webhooks';
import { APP_SECRET, newAppSecret } from '../support/app-secret';
import { newScene, type Scene, until } from '../support/scene';
import { call } from '../support/tenant';

const ask = [
  { id: 'ask', do: 'send_message', to: '{{ request.user_key }}', text: 'Va bene?' },
  {
    id: 'answer',
    do: 'wait_for_reply',
    timeout: '24h',
    cases: [
      { text: ['sì', 'ok'], goto: 'yes' },
      { button: 'YES', goto: 'yes' },
    ],
    otherwise: 'no',
  },
  { id: 'yes', do: 'end', outcome: 'yes' },
  { id: 'no', do: 'end', outcome: 'no' },
];

async function asking(): Promise<{ scene: Scene; requestId: string; wamid: string; callback: string }> {
  const scene = await newScene();
  await scene.openWindow();
  await scene.saveFlow({ steps: ask });
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  const [sent] = await scene.sentMessages();
  return { scene, requestId, wamid: sent?.wamid ?? '', callback: sent?.body.biz_opaque_callback_data };
}

describe('the verification', () => {
  const verify = (query: string) => call('GET', `/webhook/facebook/?${query}`);
  const token = inject('settings').META_VERIFY_TOKEN;

  test('returns the challenge as text, with and without the trailing slash', async () => {
    const query = `hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=1158201444`;
    for (const path of ['/webhook/facebook/', '/webhook/facebook']) {
      const answer = await call('GET', `${path}?${query}`);
      expect([answer.status, answer.body]).toEqual([200, '1158201444']);
      expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    }
  });

  test.each([
    'hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1',
    'hub.mode=subscribe&hub.challenge=1',
    'hub.verify_token=abcd1234&hub.challenge=1',
    'hub.mode=unsubscribe&hub.verify_token=abcd1234&hub.challenge=1',
    '',
  ])('«%s» gets 403', async (query) => {
    expect((await verify(query)).status).toBe(403);
  });
});

describe('the signature', () => {
  const post = (body: string, headers: Record<string, string>) => call('POST', '/webhook/facebook/', { body, headers });
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

  test('that is missing, wrong, of another secret or for an unknown number gets 401', async () => {
    const scene = await newScene();
    const number = { phone_number_id: scene.phoneNumberId, waba_id: '1' };
    const bytes = metaBytes(metaDelivery(number, replyValue({ from: scene.customer, text: 'ciao' })));
    const stranger = metaBytes(
      metaDelivery({ ...number, phone_number_id: '999' }, replyValue({ from: '1', text: 'x' })),
    );
    const good = await metaSignature(bytes, APP_SECRET);
    const refused = [
      await post(text(bytes), {}),
      await post(text(bytes), { 'x-hub-signature-256': 'sha256=' }),
      await post(text(bytes), { 'x-hub-signature-256': good.replace('sha256=', 'sha1=') }),
      await post(text(bytes), { 'x-hub-signature-256': await metaSignature(bytes, 'another') }),
      await post(`${text(bytes)} `, { 'x-hub-signature-256': good }),
      await post(text(stranger), { 'x-hub-signature-256': await metaSignature(stranger, APP_SECRET) }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401]);
    expect((await post(text(bytes), { 'x-hub-signature-256': good })).status).toBe(200);
  });

  test('must cover every number of a delivery, or all of it is rejected', async () => {
    const [mine, other] = await Promise.all([newScene(), newScene()]);
    const one = metaDelivery(
      { phone_number_id: mine.phoneNumberId, waba_id: '1' },
      replyValue({ from: '1', text: 'x' }),
    );
    const two = metaDelivery(
      { phone_number_id: other.phoneNumberId, waba_id: '1' },
      replyValue({ from: '1', text: 'x' }),
    );
    const bytes = metaBytes({ ...one, entry: [...one.entry, ...two.entry, { changes: 'x' }, null, { changes: [{}] }] });
    const signature = await metaSignature(bytes, APP_SECRET);
    // Both test accounts have the same app secret, as two numbers of one app have.
    expect((await post(text(bytes), { 'x-hub-signature-256': signature })).status).toBe(200);
    expect((await post(text(bytes), { 'x-hub-signature-256': await metaSignature(bytes, 'x') })).status).toBe(401);
  });

  test.each(['{', '[]', '"x"', 'null', '\ufffd'])('with a body %j is rejected', async (body) => {
    const bytes = new TextEncoder().encode(body) as Uint8Array<ArrayBuffer>;
    const answer = await post(body, { 'x-hub-signature-256': await metaSignature(bytes, APP_SECRET) });
    expect([400, 401]).toContain(answer.status);
  });

  test('of another app does not get a number’s messages', async () => {
    const { scene, requestId } = await asking();
    const squatter = await newScene();
    const claimed = await squatter.as('POST', '/v1/channels', {
      name: 'mine',
      phone_number_id: scene.phoneNumberId,
      waba_id: '1',
      access_token: 'x',
      app_secret: newAppSecret(),
    });
    expect(claimed.status).toBe(201);
    expect((await scene.reply({ text: 'ok' })).status).toBe(200);
    await scene.waitForStatus(requestId, 'completed');
  });
});

describe('replies', () => {
  test.each([
    ['Sì!', 'yes'],
    ['  OK ', 'yes'],
    ['okay', 'no'],
    ['', 'no'],
    ['<script>', 'no'],
  ])('the text «%s» ends the request with %s', async (text, outcome) => {
    const { scene, requestId } = await asking();
    await scene.reply({ text });
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe(outcome);
  });

  test('a reply to a message goes to that message’s request, not to the latest', async () => {
    const { scene, requestId, wamid } = await asking();
    const later = await scene.start();
    await scene.waitForStatus(later, 'waiting');
    await scene.reply({ text: 'ok', context_wamid: wamid });
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
    expect((await scene.request(later)).status).toBe('waiting');
  });

  test("a button of another customer's request changes neither that request nor the sender's", async () => {
    const { scene, requestId } = await asking();
    const stranger = await asking();
    await scene.reply({ button: { payload: `${stranger.requestId}.YES`, text: 'Yes' }, wamid: 'wamid.strange' });
    await until(async () => {
      const { data } = (await scene.as('GET', `/v1/messages?user_key=%2B${scene.customer}`)).body;
      expect(data.map((message: any) => message.wamid)).toContain('wamid.strange');
    });
    expect((await scene.request(requestId)).status).toBe('waiting');
    expect((await stranger.scene.request(stranger.requestId)).status).toBe('waiting');
  });

  test('a reply that arrives before the request waits is not lost', async () => {
    const scene = await newScene();
    await scene.configureMerchant({ behaviour: { getObject: [{ hang: true }] }, objects: { '1001': {} } });
    await scene.openWindow();
    const [send, ...rest] = ask;
    await scene.saveFlow({ steps: [send, { id: 'slow', do: 'get_object', save_as: 'order' }, ...rest] });
    await scene.as('PATCH', `/v1/stores/${scene.storeId}`, { get_object: { timeout_ms: 1_500 } });
    const requestId = await scene.start();
    await until(async () => expect(await scene.sentMessages()).toHaveLength(1));
    await scene.reply({ text: 'ok' });
    expect((await scene.waitForStatus(requestId, 'completed', 25_000)).outcome).toBe('yes');
  }, 40_000);

  test('a message that no request waits for is stored, and starts nothing', async () => {
    const scene = await newScene();
    expect((await scene.reply({ text: 'Buongiorno' })).status).toBe(200);
  });
});

describe('statuses', () => {
  test('each is applied once and never backwards, and is charged once', async () => {
    const { scene, requestId, wamid, callback } = await asking();
    const repeated = ['read', 'sent', 'delivered', 'read', 'delivered', 'sent', 'read'];
    await Promise.all(repeated.map((status) => scene.status({ wamid, status, callback })));
    await until(async () => {
      const { steps } = await scene.request(requestId);
      const { status, statuses } = steps.find((step: any) => step.step === 'ask').detail;
      expect(status).toBe('read');
      expect(statuses.map((one: any) => one.status).sort()).toEqual(['delivered', 'read', 'sent']);
    });
    const charged = (await scene.charges()).data.filter((charge: any) => charge.kind === 'message.utility');
    expect(charged).toHaveLength(1);
  });

  test('a message that Meta does not bill is not charged', async () => {
    const { scene, requestId, wamid } = await asking();
    await scene.status({ wamid, status: 'delivered', billable: false });
    await until(async () => {
      const { steps } = await scene.request(requestId);
      expect(steps.find((step: any) => step.step === 'ask').detail.status).toBe('delivered');
    });
    expect((await scene.charges()).data.map((charge: any) => charge.kind)).toEqual(['flow.run']);
  });

  test('an unmatched or unknown status does not stop replies', async () => {
    const { scene, requestId } = await asking();
    await scene.webhook(
      statusValue({ wamid: 'wamid.UNKNOWN', status: 'delivered', recipient: scene.customer }),
      { statuses: [{ id: 5 }, { status: 'sent' }, {}, { id: 'x', status: 'of tomorrow' }] },
      replyValue({ from: scene.customer, text: 'ok' }),
    );
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('yes');
  });

  test('a status may arrive before the response to the send', async () => {
    const { scene, requestId, callback } = await asking();
    await scene.status({ wamid: 'wamid.ANOTHER-NAME', status: 'read', callback });
    await until(async () => {
      const { steps } = await scene.request(requestId);
      expect(steps.find((step: any) => step.step === 'ask').detail.status).toBe('read');
    });
  });
});
