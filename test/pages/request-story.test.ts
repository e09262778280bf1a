import { beforeAll, describe, expect, test } from 'vitest';
import { newScene, type Scene, until } from '../support/scene';
import { type Browser, signedInBrowser } from '../support/signed-in-browser';

const pathOf = (requestId: string) => `/account/profile/requests/${requestId}`;

/** A script, quotes, a direction override, a lone direction mark, emoji of several characters and Hebrew. */
const HOSTILE = `<script>alert(1)</script>"'&<!-- \u202Eevil\u200F 🇮🇹👩‍👩‍👧 שלום`;
const ESCAPED = '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;&lt;!-- ';

/** Fails if a text that can change direction is not isolated, or if anything could run. */
function expectTamed(page: string): void {
  expect(page.match(/<script/g)).toEqual(['<script']);
  expect(page).not.toMatch(/ (style|on\w+)=/);
  const isTamed = (tag: string, attributes: string) => tag === 'bdi' || attributes.includes('dir="auto"');
  const bare = page
    // A field isolates its text.
    .replaceAll(/ value="[^"]*"/g, '')
    .replaceAll(/<(\w+)\b([^>]*)>[^<]*/g, (whole, tag: string, given: string) => (isTamed(tag, given) ? '' : whole));
  expect(bare).not.toMatch(/[\u202E\u200F]/);
}

/** Starts a request that asks the customer and waits for the reply. */
async function ask(scene: Scene): Promise<string> {
  await scene.openWindow();
  await scene.saveFlow({
    steps: [
      { id: 'say', do: 'send_message', to: scene.userKey, text: 'Va bene?' },
      { id: 'answer', do: 'wait_for_reply', timeout: '24h' },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  return scene.start();
}

/** Starts a request that asks about an order, with hostile text everywhere. */
async function askHostile(scene: Scene): Promise<string> {
  await scene.openWindow();
  await scene.as('POST', `/v1/channels/${scene.channelId}/check`);
  await scene.saveFlow({
    name: `Flusso ${HOSTILE}`,
    trigger: { on: 'order.created' },
    steps: [
      {
        id: 'ask',
        do: 'send_message',
        to: scene.userKey,
        template: { name: 'cod_confirm', language: 'it', body: [HOSTILE, '59.90'] },
      },
      {
        id: 'offer',
        do: 'send_message',
        to: scene.userKey,
        buttons: { text: HOSTILE, header: 'Testa', footer: 'Piede', buttons: [{ id: 'a', title: 'Sì <b>' }] },
      },
      { id: 'answer', do: 'wait_for_reply', timeout: '24h', save_as: 'said' },
      { id: 'push', do: 'update_object', variables: { said: HOSTILE } },
      { id: 'person', do: 'hand_over', note: `Nota ${HOSTILE}` },
      { id: 'end', do: 'end', outcome: HOSTILE.slice(0, 60) },
    ],
  });
  const order = await scene.as('POST', '/v1/createOrder', {
    order_id: `1001${HOSTILE}`,
    order_number: `#1001${HOSTILE}`.slice(0, 64),
    currency: 'EUR',
    total: '59.90',
    payment_method: HOSTILE,
    customer: { first_name: HOSTILE, phone: scene.userKey },
    shipping_address: { name: HOSTILE, address1: 'Via Roma 1', zip: '00100', city: 'Roma', country: 'IT' },
    items: [{ sku: HOSTILE, name: HOSTILE, quantity: 2, unit_price: '29.95' }],
  });
  const [requestId] = order.body.request_ids;
  await until(async () => {
    const { steps } = await scene.request(requestId);
    expect(steps.find(({ step }: any) => step === 'answer')?.status).toBe('waiting');
  });
  return requestId;
}

describe('the page of a request with hostile texts', () => {
  let scene: Scene;
  let browser: Browser;
  let requestId: string;
  const long = `${HOSTILE}\n${'è 😀 '.repeat(2_000)}`;

  beforeAll(async () => {
    scene = await newScene();
    requestId = await askHostile(scene);
    browser = await signedInBrowser(scene);
  });

  test('shows the order and the messages as the customer saw them, with their ticks as words', async () => {
    const [asked, offered] = await until(async () => {
      const { steps } = await scene.request(requestId);
      const wamids = steps.filter(({ kind }: any) => kind === 'send_message').map(({ detail }: any) => detail.wamid);
      expect(wamids.every(Boolean)).toBe(true);
      return wamids;
    });
    const timestamp = String(Math.floor(Date.now() / 1_000));
    for (const status of ['sent', 'delivered', 'read'] as const)
      await scene.status({ wamid: asked, status, timestamp });
    await scene.status({
      wamid: offered,
      status: 'failed',
      timestamp,
      errors: [{ code: 131_026, title: `Undeliverable ${HOSTILE}` }],
    });
    const { text } = await until(async () => {
      const shown = await browser.get(pathOf(requestId));
      expect(shown.text).toContain('tick read');
      expect(shown.text).toContain('131026');
      return shown;
    });
    expectTamed(text);
    expect(text).toContain(`Ciao ${ESCAPED}`);
    expect(text).toContain('confermi il tuo ordine di 59.90 in contrassegno?');
    for (const words of ['Confermo', 'Annulla', 'Testa', 'Piede', 'Sì &lt;b&gt;', 'Via Roma 1', '€59.90', '€29.95']) {
      expect(text).toContain(words);
    }
    const ticks = [...text.matchAll(/<li class="tick (\w+)"><span aria-hidden="true">(.+?)<\/span> ([\w ]+?) <span/g)];
    expect(ticks.map(([, status, mark, words]) => [status, mark, words])).toEqual([
      ['sent', '✓', 'sent'],
      ['delivered', '✓✓', 'delivered'],
      ['read', '✓✓', 'read'],
      ['failed', '✗', 'not delivered'],
    ]);
    const reason = /<span class="reason"><span dir="auto" title="meta_131026 Undeliverable [^"]*">(.+?)</;
    expect(reason.exec(text)?.[1]).toBe('The message could not be delivered: the number may not be on WhatsApp.');
    const italian = await (await signedInBrowser(scene, 'it')).get(pathOf(requestId));
    expect(reason.exec(italian.text)?.[1]).toBe(
      'Impossibile consegnare il messaggio: forse il numero non è su WhatsApp.',
    );
  });

  test('shows a reply of 10,000 characters in full, in a block that scrolls', async () => {
    await scene.reply({ text: long });
    const { text } = await until(async () => {
      const shown = await browser.get(pathOf(requestId));
      expect(shown.text).toContain('needs you');
      return shown;
    });
    expectTamed(text);
    expect(text).toMatch(
      /<div class="bubble customer"><span class="visually-hidden">Customer: <\/span><div class="said long" dir="auto" role="group" aria-label="Message" tabindex="0">[^<]{10000,}<\/div>/,
    );
    expect(text).toContain('è 😀 '.repeat(2_000));
    // JSON details escape the direction marks.
    expect(text).toContain('\\u202e');
  });

  test('shows them safely in the list, in the search and in Italian too', async () => {
    const query = new URLSearchParams({ order: `1001${HOSTILE}`, flow: 'flow', customer: scene.userKey });
    const found = await browser.get(`/account/profile/requests?${query.toString()}`);
    expect(found.text).toContain(requestId);
    expectTamed(found.text);
    expectTamed((await browser.get(`/account/profile/requests?state=x&customer=${encodeURIComponent(HOSTILE)}`)).text);
    expectTamed((await (await signedInBrowser(scene, 'it')).get(pathOf(requestId))).text);
  });

  test('hides message texts from a key without users:read, and says so', async () => {
    const scopes = ['settings:read', 'requests:read'];
    const { body } = await scene.as('POST', '/v1/keys', { name: 'narrow', scopes });
    const { text } = await (await signedInBrowser({ key: body.api_key })).get(pathOf(requestId));
    expect(text.match(/does not have the scope users:read/g)).toHaveLength(3);
    expect(text).not.toContain('confermi il tuo ordine');
    expect(text).not.toContain('è 😀 '.repeat(2_000));
    expect(text).toContain('tick read');
    expect(text).not.toContain(`action="${pathOf(requestId)}`);
  });
});

test('the page lists the charges with their exact total', async () => {
  const scene = await newScene({ price_list: { 'flow.run': '0.000001', push: '0.2' } });
  await scene.saveFlow({
    steps: [
      { id: 'pay', do: 'charge', kind: 'consulenza', quantity: 3, unit_price: '0.1', description: 'Ore <i>' },
      { id: 'push', do: 'update_object', variables: { a: 1 }, wait: true },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'completed');
  const { text } = await (await signedInBrowser(scene)).get(pathOf(requestId));
  const rows = [
    ...text.matchAll(
      /<tr><th scope="row">(?:<bdi>)?([^<]+)(?:<\/bdi>)?<\/th><td class="number"[^>]*>(?:<strong>)?([^<]+)/g,
    ),
  ];
  expect(rows.map(([, kind, amount]) => [kind, amount])).toEqual([
    ['Flow run', '€0.000001'],
    ['consulenza: Ore &lt;i&gt;', '€0.30'],
    ['Store update', '€0.20'],
    ['Total', '€0.500001'],
  ]);
  expect(text).not.toContain('data-live');
  const italian = await (await signedInBrowser(scene, 'it')).get(pathOf(requestId));
  expect(italian.text).toMatch(/<strong>0,500001\s€<\/strong>/);
});

test('an unchanged page is not sent again, and a running request’s page refreshes itself', async () => {
  const scene = await newScene();
  const requestId = await ask(scene);
  const path = pathOf(requestId);
  const browser = await signedInBrowser(scene);
  const waiting = await until(async () => {
    const shown = await browser.get(path);
    expect(shown.text).toContain('accepted by WhatsApp');
    expect(shown.text).toContain('waiting for the customer’s reply');
    return shown;
  });
  expect(waiting.text).toMatch(new RegExp(`<div id="story"[^>]* data-live="${path}"`));
  const etag = waiting.headers.get('etag') ?? '';
  const same = await browser.get(path, { 'if-none-match': etag });
  expect([same.status, same.text]).toEqual([304, '']);
  await scene.reply({ text: 'ok' });
  await scene.waitForStatus(requestId, 'completed');
  const ended = await browser.get(path, { 'if-none-match': etag });
  expect([ended.status, ended.text.includes('data-live')]).toEqual([200, false]);
  const done = await browser.get(`${path}?done=cancelled`);
  expect(done.text).toContain('Flow stopped.');
  for (const code of ['constructor', '__proto__', '<script>']) {
    expect((await browser.get(`${path}?done=${encodeURIComponent(code)}`)).text).not.toContain('notice good');
  }
});

test('a failed request shows the reason in words if its code has a text, else the code', async () => {
  const scene = await newScene();
  const browser = await signedInBrowser(scene, 'it');
  const failed = async (step: Record<string, unknown>) => {
    await scene.saveFlow({
      steps: [
        { id: 'fails', ...step },
        { id: 'done', do: 'end', outcome: 'ok' },
      ],
    });
    const requestId = await scene.start();
    await scene.waitForStatus(requestId, 'failed');
    return (await browser.get(pathOf(requestId))).text;
  };
  const known = await failed({ do: 'send_message', to: scene.userKey, text: 'Va bene?' });
  expect(known.match(/Sono passate più di 24 ore dall’ultimo messaggio/g)).toHaveLength(2);
  const unknown = await failed({ do: 'wait', until: '{% for i in (1..5000) %}x{% endfor %}' });
  expect(unknown).toMatch(/<dd><code>template_limit<\/code> <bdi lang="en">/);
});

describe('a customer who opts out', () => {
  const asksTwice = {
    steps: [
      { id: 'say', do: 'send_message', to: '{{ request.user_key }}', text: 'Va bene?' },
      { id: 'answer', do: 'wait_for_reply', timeout: '24h', on_timeout: 'left' },
      { id: 'left', do: 'end', outcome: 'opted_out' },
    ],
  };
  /** Returns what the story shows as a chat, line by line. */
  const chatOf = (text: string): string[] =>
    [
      ...(/<ol class="story-chat">.*?<\/section>/s.exec(text)?.[0] ?? '').matchAll(
        /<(?:strong|p class="said" dir="auto")>([^<]+)</g,
      ),
    ].map(([, line = '']) => line);

  test('is heard in the story and in the conversation, in both languages, and the word answers nothing', async () => {
    const scene = await newScene();
    await scene.openWindow();
    await scene.saveFlow(asksTwice);
    const requestId = await scene.start();
    await scene.waitForStatus(requestId, 'waiting');
    await scene.reply({ text: 'STOP' });
    await scene.waitForStatus(requestId, 'completed');
    const english = await signedInBrowser(scene);
    const italian = await signedInBrowser(scene, 'it');
    expect(chatOf((await english.get(pathOf(requestId))).text)).toEqual([
      'Va bene?',
      'STOP',
      'The customer wants no more messages',
      'End of the flow',
    ]);
    const story = (await italian.get(pathOf(requestId))).text;
    expect(chatOf(story)).toContain('Il cliente non vuole più messaggi');
    expect(story).toContain('<bdi>non vuole più messaggi</bdi>');
    const { steps } = await scene.request(requestId);
    expect(steps.filter(({ kind }: any) => kind === 'message_received').map(({ detail }: any) => detail.text)).toEqual([
      'STOP',
    ]);
    const { body } = await scene.as('GET', '/v1/conversations');
    const chat = (await italian.get(`/account/profile/conversations/${body.data[0].conversation_id}`)).text;
    expect(chat).toContain('STOP');
    expect(chat).toContain('Non vuole ricevere messaggi');
  });

  test('is heard in the stories of all requests that waited for them', async () => {
    const scene = await newScene();
    await scene.openWindow();
    await scene.saveFlow(asksTwice);
    const first = await scene.start();
    const second = await scene.start();
    for (const requestId of [first, second]) await scene.waitForStatus(requestId, 'waiting');
    await scene.reply({ text: 'Basta!' });
    for (const requestId of [first, second]) await scene.waitForStatus(requestId, 'completed');
    const browser = await signedInBrowser(scene);
    for (const requestId of [first, second])
      expect(chatOf((await browser.get(pathOf(requestId))).text).slice(-2)).toEqual([
        'The customer wants no more messages',
        'End of the flow',
      ]);
  });
});
