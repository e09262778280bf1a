import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { invalidateChannels } from '../../src/domain/channels/verify-meta-signature';
import type { WebhookEvent } from '../../src/domain/inbound-event';
import { metaBytes, metaDelivery, metaSignature, newWamid, replyValue } from '../standins/meta-webhooks';
import { APP_SECRET, newAppSecret } from '../support/app-secret';
import { measureCall } from '../support/call-cost';
import { stubInboundQueue } from '../support/inbound-queue-stub';
import { newScene, type Scene } from '../support/scene';

const digits = (): string =>
  String(crypto.getRandomValues(new BigUint64Array(1))[0])
    .slice(0, 14)
    .padStart(14, '7');
const numberOf = ({ phoneNumberId, wabaId }: Scene) => ({ phone_number_id: phoneNumberId, waba_id: wabaId });
const strangeNumber = () => ({ phone_number_id: digits(), waba_id: digits() });
const entryOf = (number: { phone_number_id: string; waba_id: string }, text = 'Ciao') =>
  metaDelivery(number, replyValue({ from: '393330000001', text })).entry[0];
const account = (id: unknown, field: string, value: unknown) => ({ id, changes: [{ field, value }] });
const body = (...entry: unknown[]) => ({ object: 'whatsapp_business_account', entry });
const receivers = (queued: unknown[]) =>
  (queued as WebhookEvent[]).map(({ type, account_id, channel_id }) => [type, account_id, channel_id]);

async function newChannel(scene: Scene, number: { phone_number_id: string; waba_id: string }, app_secret: string) {
  const made = await scene.as('POST', '/v1/channels', { name: 'N', ...number, access_token: 'EAAGx', app_secret });
  expect(made.status).toBe(201);
  return made.body.channel_id as string;
}

describe('a delivery for unknown numbers', () => {
  test.each<[string, unknown]>([
    ['a number of another system on the same app', entryOf(strangeNumber())],
    ['Meta’s test number', entryOf({ phone_number_id: '123456123', waba_id: '0' })],
    ['an account', account(digits(), 'account_update', { event: 'VERIFIED_ACCOUNT' })],
    ['a portfolio', account(digits(), 'account_update', { event: 'PARTNER_ADDED', waba_info: { waba_id: digits() } })],
    [
      'the conversations of another number',
      account(digits(), 'messaging_handovers', { recipient: { phone_number_id: '5' } }),
    ],
    ['an entry that is null', null],
    ['an entry that is a text', 'entry'],
    ['changes that are null', { id: digits(), changes: null }],
    ['a change that is null', { id: digits(), changes: [null] }],
    ['an id that is a number', { id: 5, changes: [{ field: 'account_update', value: null }] }],
  ])('%s does not stop its other messages, in any order', async (_, strange) => {
    const scene = await newScene();
    for (const entry of [
      [strange, entryOf(numberOf(scene))],
      [entryOf(numberOf(scene)), strange],
    ]) {
      const inbound = stubInboundQueue();
      expect(await inbound.post(body(...entry))).toBe(200);
      const messages = receivers(inbound.queued).filter(([type]) => type === 'message');
      expect(messages).toEqual([['message', scene.accountId, scene.channelId]]);
    }
  });

  test('an unknown number is skipped, even in a known account', async () => {
    const scene = await newScene();
    const inbound = stubInboundQueue();
    const unknown = { phone_number_id: digits(), waba_id: scene.wabaId };
    expect(await inbound.post(body(entryOf(unknown)))).toBe(200);
    expect(await inbound.post(body(entryOf(unknown), entryOf(numberOf(scene))))).toBe(200);
    expect(receivers(inbound.queued)).toEqual([['message', scene.accountId, scene.channelId]]);
  });

  test('skipped changes are logged in one line', async () => {
    const scene = await newScene();
    const log = vi.spyOn(console, 'log');
    const strange = Array.from({ length: 50 }, () => entryOf(strangeNumber()));
    await stubInboundQueue().post(body(...strange, entryOf(numberOf(scene))));
    const lines = log.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('inbound_of_nobody'));
    log.mockRestore();
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        changes: 50,
        fields: 'messages',
        names: expect.stringMatching(/^(number:\d+ ?){10}$/),
      }),
    ]);
  });

  test('alone is rejected: no secret can verify it', async () => {
    const inbound = stubInboundQueue();
    for (const strange of [
      entryOf(strangeNumber()),
      account(digits(), 'account_update', { event: 'PARTNER_ADDED', waba_info: { waba_id: digits() } }),
      account(digits(), 'account_update', { event: 'PARTNER_REMOVED' }),
      account(null, 'account_update', { event: 'PARTNER_REMOVED' }),
    ]) {
      expect(await inbound.post(body(strange))).toBe(401);
    }
    expect(await inbound.post(body())).toBe(401);
    expect(inbound.queued).toEqual([]);
  });

  test('a number that is connected later gets its messages', async () => {
    const scene = await newScene();
    const inbound = stubInboundQueue();
    const later = strangeNumber();
    const both = () => inbound.post(body(entryOf(numberOf(scene)), entryOf(later)));
    expect(await both()).toBe(200);
    inbound.queued.splice(0);
    const channelId = await newChannel(scene, later, APP_SECRET);
    expect(await both()).toBe(200);
    expect(receivers(inbound.queued).map(([, , channel]) => channel)).toEqual([scene.channelId, channelId]);
  });
});

describe('what a signature covers', () => {
  test('a delivery that names another account’s number or conversation does not reach that account', async () => {
    const [victim, attacker] = await Promise.all([newScene(), newScene()]);
    const secret = newAppSecret();
    const own = strangeNumber();
    const channelId = await newChannel(attacker, own, secret);
    // Also an account that claims the victim's number.
    const squatted = await newChannel(attacker, numberOf(victim), secret);
    const inbound = stubInboundQueue();
    const forged = body(
      entryOf(numberOf(victim)),
      entryOf(own),
      entryOf({ ...own, waba_id: victim.wabaId }),
      account(victim.wabaId, 'account_update', { event: 'ACCOUNT_DELETED' }),
      account(own.waba_id, 'account_update', { event: 'PARTNER_REMOVED', waba_info: { waba_id: victim.wabaId } }),
      account(own.waba_id, 'messaging_handovers', { recipient: { phone_number_id: victim.phoneNumberId } }),
    );
    expect(await inbound.post(forged, secret)).toBe(200);
    const all = inbound.queued as WebhookEvent[];
    expect(new Set(all.map(({ account_id }) => account_id))).toEqual(new Set([attacker.accountId]));
    expect(new Set(all.map(({ channel_id }) => channel_id))).toEqual(new Set([channelId, squatted, null]));
    await inbound.consumeAll();
    const { body: channel } = await victim.as('GET', `/v1/channels/${victim.channelId}`);
    expect(channel.broken).toBeNull();
    expect((await victim.as('GET', '/v1/inbound_events')).body.data).toEqual([]);
  });

  test('two accounts with one number and app both get its messages; a third with another app does not', async () => {
    const [one, two, three] = await Promise.all([newScene(), newScene(), newScene()]);
    const [secret, other] = [newAppSecret(), newAppSecret()];
    const number = strangeNumber();
    const channels = [await newChannel(one, number, secret), await newChannel(two, number, secret)];
    const third = await newChannel(three, number, other);
    const inbound = stubInboundQueue();
    expect(await inbound.post(body(entryOf(number)), secret)).toBe(200);
    expect(new Set(receivers(inbound.queued).map(([, , channel]) => channel))).toEqual(new Set(channels));
    expect(inbound.queued).toHaveLength(2);
    inbound.queued.splice(0);
    expect(await inbound.post(body(entryOf(number)), other)).toBe(200);
    expect(receivers(inbound.queued)).toEqual([['message', three.accountId, third]]);
    expect(await inbound.post(body(entryOf(number)), newAppSecret())).toBe(401);
  });

  test('a changed app secret is used at once', async () => {
    const scene = await newScene();
    const secret = newAppSecret();
    const inbound = stubInboundQueue();
    const hello = body(entryOf(numberOf(scene)));
    expect(await inbound.post(hello)).toBe(200);
    await scene.as('PATCH', `/v1/channels/${scene.channelId}`, { app_secret: secret });
    expect([await inbound.post(hello), await inbound.post(hello, secret)]).toEqual([401, 200]);
  });
});

test('any mix of numbers, accounts and conversations reaches exactly the channels of the signing secret', async () => {
  const scenes = await Promise.all([newScene(), newScene()]);
  const secrets = [newAppSecret(), newAppSecret(), newAppSecret()];
  const numbers = Array.from({ length: 4 }, strangeNumber);
  // The numbers of the accounts and their secrets. The last number belongs to no account.
  const owned = [
    { scene: 0, number: 0, secret: 0 },
    { scene: 0, number: 1, secret: 1 },
    { scene: 1, number: 0, secret: 0 },
    { scene: 1, number: 1, secret: 0 },
    { scene: 1, number: 2, secret: 1 },
  ];
  const channels: { id: string; account: string; number: number; secret: number }[] = [];
  for (const { scene: s, number: n, secret: k } of owned) {
    const [scene, number] = [scenes[s] as Scene, numbers[n] as ReturnType<typeof strangeNumber>];
    const id = await newChannel(scene, number, secrets[k] as string);
    channels.push({ id, account: scene.accountId, number: n, secret: k });
  }
  const FORMS = ['message', 'handover', 'account', 'partner'] as const;
  const write = (form: (typeof FORMS)[number], { phone_number_id, waba_id }: ReturnType<typeof strangeNumber>) => {
    if (form === 'message') return entryOf({ phone_number_id, waba_id });
    if (form === 'handover') return account('1', 'messaging_handovers', { recipient: { phone_number_id } });
    if (form === 'account') return account(waba_id, 'account_review_update', { decision: 'APPROVED' });
    return account('1', 'account_update', { event: 'PARTNER_ADDED', waba_info: { waba_id } });
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...FORMS), fc.nat({ max: 3 })), { minLength: 1, maxLength: 12 }),
      fc.nat({ max: 2 }),
      fc.boolean(),
      async (parts, secret, cold) => {
        if (cold)
          for (const number of numbers)
            invalidateChannels({ phoneNumberId: number.phone_number_id, wabaId: number.waba_id });
        const expected: string[] = [];
        for (const [form, n] of parts) {
          const under = channels.filter((channel) => channel.number === n && channel.secret === secret);
          for (const { id, account: owner } of under) {
            expected.push(form === 'message' || form === 'handover' ? `${owner} ${id}` : `${owner} null`);
          }
        }
        const entries = parts.map(([form, n]) => write(form, numbers[n] as ReturnType<typeof strangeNumber>));
        const inbound = stubInboundQueue();
        const status = await inbound.post(body(...entries), secrets[secret]);
        expect(status).toBe(expected.length > 0 ? 200 : 401);
        expect(
          receivers(inbound.queued)
            .map(([, owner, channel]) => `${owner} ${channel}`)
            .sort(),
        ).toEqual(expected.sort());
      },
    ),
    { numRuns: 60 },
  );
});

describe('the cost of a delivery', () => {
  const count = async (entry: unknown[], secret = APP_SECRET) => {
    const bytes = metaBytes(body(...entry));
    const headers = { 'x-hub-signature-256': await metaSignature(bytes, secret) };
    const request = new Request('https://aisac.test/webhook/facebook', { method: 'POST', headers, body: bytes });
    const INBOUND = { send: async () => undefined, sendBatch: async () => undefined } as unknown as Queue;
    const { response, counts } = await measureCall(request, { INBOUND });
    return [response.status, counts.statements];
  };

  test('is one statement for thousands of unknown numbers, and none once they are cached', async () => {
    const scene = await newScene();
    invalidateChannels(scene);
    const strange = Array.from({ length: 5_000 }, () => entryOf(strangeNumber(), 'x'));
    const entries = [...strange.slice(0, 2_500), entryOf(numberOf(scene)), ...strange.slice(2_500)];
    expect(await count(entries)).toEqual([200, 1]);
    expect(await count(entries)).toEqual([200, 0]);
    // An unsigned delivery must not fill the cache.
    const unsigned = [entryOf(strangeNumber()), entryOf(strangeNumber())];
    expect(await count(unsigned, newAppSecret())).toEqual([401, 1]);
    expect(await count(unsigned, newAppSecret())).toEqual([401, 1]);
  });

  test('is one statement for many accounts with a number each, and none once they are cached', async () => {
    const scene = await newScene();
    const numbers = Array.from({ length: 30 }, strangeNumber);
    for (const number of numbers) await newChannel(scene, number, APP_SECRET);
    const entries = numbers.map((number) => entryOf(number));
    expect(await count(entries)).toEqual([200, 1]);
    expect(await count(entries)).toEqual([200, 0]);
  });
});

describe('a stored but not live message', () => {
  const metadata = { display_phone_number: '390612345678' };
  const contacts = [{ profile: { name: 'Ada' }, wa_id: '393330000001' }];
  const message = (text: string) => ({
    from: '393330000001',
    id: newWamid(),
    timestamp: String(Math.floor(Date.now() / 1_000)),
    type: 'text',
    text: { body: text },
  });
  const image = () => ({ ...message(''), type: 'image', image: { id: '900', mime_type: 'image/jpeg', sha256: 'x' } });

  test.each<[string, (text: string) => Record<string, unknown>]>([
    ['history', (text) => ({ history: [{ threads: [{ id: '393330000001', messages: [message(text)] }] }] })],
    ['history', (text) => ({ messages: [message(text)], contacts })],
    ['history', () => ({ messages: [image()] })],
    ['standby', (text) => ({ standby: { contacts, messages: [message(text)] } })],
    ['standby', (text) => ({ contacts, messages: [message(text)] })],
    ['smb_app_state_sync', (text) => ({ state_sync: [], contacts, messages: [message(text)] })],
    ['messaging_handovers', (text) => ({ contacts, messages: [message(text)] })],
    ['a_field_of_tomorrow', (text) => ({ contacts, messages: [message(text)] })],
  ])('%s creates no message, run, window or opt-out', async (field, value) => {
    const scene = await newScene();
    await scene.saveFlow({ trigger: { on: 'message.received' }, steps: [{ id: 'done', do: 'end', outcome: 'heard' }] });
    const inbound = stubInboundQueue();
    const phone_number_id = scene.phoneNumberId;
    for (const text of ['Ciao', 'STOP']) {
      const standby = { metadata: { ...metadata, phone_number_id }, ...value(text) };
      expect(await inbound.post(body(account(scene.wabaId, field, standby)))).toBe(200);
    }
    expect(inbound.queued.length).toBe(2);
    expect(new Set(receivers(inbound.queued).map(([type, , channel]) => `${type} ${channel}`))).toEqual(
      new Set([`account ${scene.channelId}`]),
    );
    expect(await inbound.consumeAll()).toEqual([]);
    const { body: events } = await scene.as('GET', '/v1/inbound_events?type=inbound.account');
    expect(events.data.map(({ about }: any) => [about.field, about.channel_id])).toEqual([
      [field, scene.channelId],
      [field, scene.channelId],
    ]);
    const { body: user } = await scene.as('GET', '/v1/users/%2B393330000001');
    expect([user.messages, user.requests, user.opted_out]).toEqual([[], [], null]);
    const messages = env.DB.prepare('select count(*) n from messages where channel_id = ?');
    expect(await messages.bind(scene.channelId).first('n')).toBe(0);
  });

  test('standby statuses do not change our messages', async () => {
    const scene = await newScene();
    const inbound = stubInboundQueue();
    const status = { id: 'wamid.X', status: 'delivered', timestamp: '1750000000', recipient_id: '393330000001' };
    const standby = { metadata: { phone_number_id: scene.phoneNumberId }, statuses: [status] };
    expect(await inbound.post(body(account(scene.wabaId, 'standby', standby)))).toBe(200);
    expect(receivers(inbound.queued)).toEqual([['account', scene.accountId, scene.channelId]]);
  });
});

describe('a change with its own form of number or account', () => {
  test('a change of the conversation owner finds its channel', async () => {
    const [scene, other] = await Promise.all([newScene(), newScene()]);
    const inbound = stubInboundQueue();
    const value = (phone_number_id: unknown) => ({
      messaging_product: 'whatsapp',
      sender: { phone_number: '393330000001' },
      recipient: { display_phone_number: '390612345678', phone_number_id },
      type: 'control_passed',
      control_passed: { previous_owner_role: 'ai_agent', new_owner_role: 'escalation' },
    });
    expect(await inbound.post(body(account(scene.wabaId, 'messaging_handovers', value(scene.phoneNumberId))))).toBe(
      200,
    );
    // Also without its account: then the number identifies the channel.
    expect(await inbound.post(body(account(digits(), 'messaging_handovers', value(other.phoneNumberId))))).toBe(200);
    expect(receivers(inbound.queued)).toEqual([
      ['account', scene.accountId, scene.channelId],
      ['account', other.accountId, other.channelId],
    ]);
    await inbound.consumeAll();
    const { body: events } = await scene.as('GET', '/v1/inbound_events?type=inbound.account');
    expect(events.data.map(({ about }: any) => [about.field, about.channel_id])).toEqual([
      ['messaging_handovers', scene.channelId],
    ]);
  });

  test('a portfolio event belongs to the account it names', async () => {
    const scene = await newScene();
    const inbound = stubInboundQueue();
    const event = (name: string) =>
      account(digits(), 'account_update', {
        event: name,
        waba_info: { waba_id: scene.wabaId, owner_business_id: '5' },
      });
    expect(await inbound.post(body(event('PARTNER_ADDED')))).toBe(200);
    expect(await inbound.post(body(event('PARTNER_REMOVED')))).toBe(200);
    expect((inbound.queued as WebhookEvent[]).map(({ waba_id }) => waba_id)).toEqual([scene.wabaId, scene.wabaId]);
    await inbound.consumeAll();
    const { body: channel } = await scene.as('GET', `/v1/channels/${scene.channelId}`);
    expect(channel.broken.reason).toBe('partner_removed');
  });
});
