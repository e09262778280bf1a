import { beforeAll, describe, expect, test } from 'vitest';
import { join } from '../support/people';
import { newScene, type Scene, until } from '../support/scene';
import { sendOne } from '../support/send-one';
import { signedInBrowser } from '../support/signed-in-browser';

const UTILITY = { name: 'cod_reminder', language: 'it' };
const OFFER = { name: 'offer', language: 'it', body: ['-10%'] };
const toThem = { do: 'send_message', to: '{{ request.user_key }}' };
const asks = [
  { id: 'ask', ...toThem, template: UTILITY },
  {
    id: 'answer',
    do: 'wait_for_reply',
    timeout: '24h',
    cases: [{ text: ['stop', 'sì'], goto: 'answered' }],
    otherwise: 'answered',
    on_timeout: 'silent',
  },
  { id: 'answered', do: 'end', outcome: 'answered' },
  {
    id: 'silent',
    do: 'branch',
    cases: [{ when: 'reply.opted_out', goto: 'left' }],
    otherwise: 'late',
  },
  { id: 'left', do: 'end', outcome: 'opted_out' },
  { id: 'late', do: 'end', outcome: 'timed_out' },
];

async function waitingRequest(account: Record<string, unknown> = {}) {
  const scene = await newScene(account);
  await scene.saveFlow({ steps: asks });
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  return { scene, requestId };
}
const optedOut = async (scene: Scene) => (await scene.as('GET', `/v1/users/%2B${scene.customer}`)).body.opted_out;
const preference = (scene: Scene, value: string, at = Date.now()) =>
  scene.accountWebhook('user_preferences', {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '390612345678', phone_number_id: scene.phoneNumberId },
    contacts: [{ profile: { name: 'Ada' }, wa_id: scene.customer }],
    user_preferences: [
      {
        wa_id: scene.customer,
        detail: 'User requested to stop marketing messages',
        category: 'marketing_messages',
        value,
        timestamp: String(Math.floor(at / 1_000)),
      },
    ],
  });

/** Sends one message to the customer and returns its result. */
const send = (scene: Scene, form: Record<string, unknown>) => sendOne(scene, scene.userKey, { to: toThem.to, ...form });

describe('an opt-out word', () => {
  test.each(['STOP', 'Stop.', '  basta! ', 'Cancellami', 'NON SCRIVERMI PIÙ'])(
    '«%s» opts out, and ends what waits for an answer at once',
    async (text) => {
      const { scene, requestId } = await waitingRequest({ opt_out_words: ['non scrivermi piu'] });
      await Promise.all([
        scene.reply({ text, wamid: `in-${requestId}` }),
        scene.reply({ text, wamid: `in-${requestId}` }),
      ]);
      const { outcome, steps } = await scene.waitForStatus(requestId, 'completed');
      expect(outcome).toBe('opted_out');
      expect(steps.find((step: any) => step.step === 'answer')).toMatchObject({ status: 'done' });
      expect(await optedOut(scene)).toMatchObject({ by: 'word' });
      expect(await send(scene, { template: UTILITY })).toBe('opted_out');
      expect(await scene.sentMessages()).toHaveLength(1);
    },
  );

  test.each(['Non dire stop, va bene', 'Bastano due giorni?', 'stop stop', 'non basta', ''])(
    'inside «%s» is an answer and no more',
    async (text) => {
      const { scene, requestId } = await waitingRequest();
      await scene.reply({ text });
      expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('answered');
      expect(await optedOut(scene)).toBeNull();
    },
  );

  test('also works on a button', async () => {
    const { scene, requestId } = await waitingRequest();
    await scene.reply({ button: { payload: `${requestId}.STOP`, text: 'Non scrivetemi più' } });
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('opted_out');
  });

  test('opting in again requires its own word; any other message does not opt in', async () => {
    const { scene, requestId } = await waitingRequest({ opt_in_words: ['riprendi'] });
    await scene.reply({ text: 'stop' });
    await scene.waitForStatus(requestId, 'completed');
    await scene.reply({ text: 'sì, va bene' });
    expect(await send(scene, { template: UTILITY })).toBe('opted_out');
    await scene.reply({ text: 'Riprendi!' });
    await until(async () => expect(await optedOut(scene)).toBeNull());
    expect(await send(scene, { template: UTILITY })).toBe('sent');
    // The list of the pages has who wants no messages now; a viewer sees the number masked.
    const list = '/account/profile/conversations/opted-out';
    const owner = await signedInBrowser(scene, 'it');
    expect((await owner.get(list)).text).toContain('Nessun cliente lo ha chiesto.');
    await scene.reply({ text: 'stop' });
    await until(async () => expect((await owner.get(list)).text).toContain('con una parola come STOP'));
    const { text } = await owner.get(list);
    expect(text).toContain(scene.userKey);
    expect(text).toMatch(/href="\/account\/profile\/conversations\/cnv_\w+">Apri la conversazione/);
    expect((await owner.get(`${list}?after=${encodeURIComponent(scene.userKey)}`)).text).not.toContain(scene.userKey);
    const viewer = await join(scene, 'viewer');
    expect((await viewer.browser.get(list)).text).not.toContain(scene.userKey);
    await scene.reply({ text: 'Riprendi' });
    await until(async () => expect(await optedOut(scene)).toBeNull());
    // Each change once, without the customer's number.
    const { body: log } = await scene.as('GET', '/v1/audit?limit=100');
    const changes = log.data.filter(({ action }: any) => action.startsWith('customer.'));
    expect(changes.map(({ action, actor, metadata }: any) => [action, actor.type, metadata.by])).toEqual([
      ['customer.opted_out', 'system', 'word'],
      ['customer.opted_in', 'system', 'word'],
      ['customer.opted_out', 'system', 'word'],
      ['customer.opted_in', 'system', 'word'],
    ]);
    expect(changes[1].targets).toEqual([{ type: 'conversation', id: expect.stringMatching(/^cnv_/) }]);
    expect(JSON.stringify(log.data)).not.toContain(scene.customer);
  });
});

describe("WhatsApp's own preference", () => {
  test('opts out, and in again; an older message that arrives late changes nothing', async () => {
    const { scene, requestId } = await waitingRequest();
    expect((await preference(scene, 'stop')).status).toBe(200);
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('opted_out');
    expect(await optedOut(scene)).toMatchObject({ by: 'meta' });
    await preference(scene, 'resume', Date.now() - 3_600_000);
    await preference(scene, 'resume', Date.now() + 1_000);
    await until(async () => expect(await optedOut(scene)).toBeNull());
    expect(await send(scene, { template: UTILITY })).toBe('sent');
  });
});

describe('the merchant', () => {
  test('opts a customer out and in by the API, by any of their names', async () => {
    const { scene, requestId } = await waitingRequest();
    const out = await scene.as('POST', `/v1/users/%2B${scene.customer}/opt_out`);
    expect(out.body).toMatchObject({ user_key: scene.userKey, opted_out: true });
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('opted_out');
    expect(await optedOut(scene)).toMatchObject({ by: 'api' });
    const back = await scene.as('POST', `/v1/users/%2B${scene.customer}/opt_in`);
    expect(back.body).toEqual({ user_key: scene.userKey, opted_out: false, opted_out_at: null });
    expect(await send(scene, { template: UTILITY })).toBe('sent');
  });

  test('does not affect another account’s opt-outs', async () => {
    const { scene } = await waitingRequest();
    const other = await newScene();
    await other.as('POST', `/v1/users/%2B${scene.customer}/opt_out`);
    expect(await optedOut(scene)).toBeNull();
  });
});

describe('the account’s policy', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await newScene({ opt_out_policy: 'marketing' });
    await scene.openWindow();
    await scene.as('POST', `/v1/users/%2B${scene.customer}/opt_out`);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a utility template goes', { template: UTILITY }, 'sent'],
    ['a text in the window goes', { text: 'Il pacco è qui' }, 'sent'],
    ['a marketing template does not', { template: OFFER }, 'opted_out'],
  ])('`marketing`: %s', async (_, form, expected) => {
    expect(await send(scene, form)).toBe(expected);
  });

  test('`strict`: no message is sent, and a flow can branch on it', async () => {
    await scene.as('PATCH', '/v1/account', { opt_out_policy: 'strict' });
    for (const form of [{ template: UTILITY }, { text: 'x' }, { template: OFFER }]) {
      expect(await send(scene, form)).toBe('opted_out');
    }
    const steps = [
      { id: 'say', ...toThem, text: 'x', on_failed: 'call' },
      { id: 'said', do: 'end', outcome: 'said' },
      { id: 'call', do: 'end', outcome: 'call_them' },
    ];
    await scene.saveFlow({ steps }, 'branches');
    const done = await scene.waitForStatus(await scene.start('branches'), 'completed');
    expect(done.outcome).toBe('call_them');
    expect(done.steps.find((step: any) => step.step === 'say')).toMatchObject({
      status: 'failed',
      detail: { error: { code: 'opted_out' } },
    });
  });
});
