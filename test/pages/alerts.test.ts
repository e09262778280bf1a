import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { metaDelivery, replyValue } from '../standins/meta-webhooks';
import { measureCall } from '../support/call-cost';
import { stubInboundQueue } from '../support/inbound-queue-stub';
import { newPushReceiver, newVapidSettings, readVapid } from '../support/push-receiver';
import { newScene, type Scene } from '../support/scene';
import { type Browser, signedInBrowser } from '../support/signed-in-browser';

const PATH = '/account/profile/conversations';
let vapid: Awaited<ReturnType<typeof newVapidSettings>>;
beforeAll(async () => {
  vapid = await newVapidSettings();
});
afterEach(() => vi.restoreAllMocks());

const overrides = () => ({ ...vapid.settings }) as unknown as Partial<Env>;

type Sent = { url: string; headers: Headers; body: Uint8Array };
/** Answers calls to push services with these statuses, and returns the calls; every other call goes out. */
function pushServices(answers: Record<string, number>): Sent[] {
  const sent: Sent[] = [];
  const real = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
    const status = answers[url];
    if (status === undefined) return real(input, init);
    sent.push({
      url,
      headers: new Headers(init?.headers),
      body: new Uint8Array(init?.body as Uint8Array<ArrayBuffer>),
    });
    return new Response(null, { status });
  });
  return sent;
}

async function turn(browser: Browser, fields: Record<string, string>) {
  const { text } = await browser.get(PATH);
  const form_token = /name="form_token" value="(\w+)"/.exec(text)?.[1] ?? '';
  const body = String(new URLSearchParams({ form_token, ...fields }));
  const asked = browser.request(`${PATH}/alerts`, { method: 'POST', body });
  return (await measureCall(asked, overrides())).response;
}

const subscriptionsOf = async ({ accountId }: Scene) =>
  (await env.DB.prepare('select endpoint, actor from push_subscriptions where account_id = ?').bind(accountId).all())
    .results;

/** Delivers a customer's message to a Worker with the keys of notifications. */
async function deliver({ customer, phoneNumberId, wabaId }: Scene, text: string) {
  const queue = stubInboundQueue(overrides());
  const number = { phone_number_id: phoneNumberId, waba_id: wabaId };
  expect(await queue.post(metaDelivery(number, replyValue({ from: customer, text })))).toBe(200);
  expect(await queue.consumeAll()).toEqual([]);
}

test('whoever signed in is notified once a customer begins to wait, without a word of the message', async () => {
  const scene = await newScene();
  const browser = await signedInBrowser(scene, 'it');
  const receiver = await newPushReceiver(`https://push.shop-browser.com/${crypto.randomUUID()}`);
  const { endpoint } = receiver.subscription;
  expect((await turn(browser, { action: 'on', ...receiver.subscription })).status).toBe(204);
  const [{ actor }] = (await subscriptionsOf(scene)) as [{ actor: string }];
  expect(actor).toMatch(/^key:key_/);

  const sent = pushServices({ [endpoint]: 201 });
  await deliver(scene, 'La mia carta è 4111 1111');
  await deliver(scene, 'Allora?');
  expect(sent).toHaveLength(1);
  const [{ headers, body }] = sent as [Sent];
  const { conversation_id } = (await scene.as('GET', '/v1/conversations')).body.data[0];
  expect(JSON.parse(await receiver.read(body))).toEqual({
    id: conversation_id,
    title: 'Aisac',
    body: 'Un cliente aspetta una risposta',
  });
  expect([headers.get('topic'), headers.get('content-encoding'), headers.get('urgency')]).toEqual([
    conversation_id,
    'aes128gcm',
    'high',
  ]);
  expect(await readVapid(headers.get('authorization') ?? '', vapid.verifyKey)).toMatchObject({
    aud: 'https://push.shop-browser.com',
    sub: 'mailto:push@shop.example',
  });
  expect((await turn(browser, { action: 'off', endpoint })).status).toBe(204);
  expect(await subscriptionsOf(scene)).toEqual([]);
});

test('a subscription that its browser has ended is deleted; another failure keeps it', async () => {
  const scene = await newScene();
  const browser = await signedInBrowser(scene);
  const ends = {
    404: 'https://push.shop-browser.com/a',
    410: 'https://push.shop-browser.com/b',
    500: 'https://push.shop-browser.com/c',
  };
  for (const endpoint of Object.values(ends)) {
    const { subscription } = await newPushReceiver(endpoint);
    expect((await turn(browser, { action: 'on', ...subscription })).status).toBe(204);
  }
  const sent = pushServices(Object.fromEntries(Object.entries(ends).map(([status, url]) => [url, Number(status)])));
  await deliver(scene, 'C’è qualcuno?');
  expect(sent).toHaveLength(3);
  expect(await subscriptionsOf(scene)).toMatchObject([{ endpoint: ends[500] }]);
});

test.each(['https://127.0.0.1/x', 'https://printer.local/x', 'http://push.shop-browser.com/x', 'https://aisac.test/x'])(
  'a subscription at %s is refused',
  async (endpoint) => {
    const scene = await newScene();
    const { subscription } = await newPushReceiver(endpoint);
    const strict = { ...overrides(), ALLOW_PRIVATE_ENDPOINTS: 'false' } as unknown as Partial<Env>;
    const browser = await signedInBrowser(scene);
    const { text } = await browser.get(PATH);
    const form_token = /name="form_token" value="(\w+)"/.exec(text)?.[1] ?? '';
    const body = String(new URLSearchParams({ form_token, action: 'on', ...subscription }));
    const asked = browser.request(`${PATH}/alerts`, { method: 'POST', body });
    expect((await measureCall(asked, strict)).response.status).toBe(422);
    expect(await subscriptionsOf(scene)).toEqual([]);
  },
);

test('without keys the page offers no notifications, and nothing is queued', async () => {
  const scene = await newScene();
  const browser = await signedInBrowser(scene);
  expect((await browser.get(PATH)).text).not.toContain('id="alerts"');
  const { response } = await measureCall(browser.request(PATH), overrides());
  expect(await response.text()).toContain(`data-vapid-key="${vapid.settings.VAPID_PUBLIC_KEY}"`);
  const queue = stubInboundQueue();
  const number = { phone_number_id: scene.phoneNumberId, waba_id: scene.wabaId };
  await queue.post(metaDelivery(number, replyValue({ from: scene.customer, text: 'Ciao' })));
  await queue.consume();
  expect(queue.queued).toEqual([]);
});
