import { env, exports } from 'cloudflare:workers';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { composerTexts } from '../../src/pages/conversations/composer/composer-texts';
import { measureCall } from '../support/call-cost';
import { newScene, type Scene, until } from '../support/scene';
import { type Browser, signedInBrowser } from '../support/signed-in-browser';

const PATH = '/account/profile/conversations';
const DAY_MS = 86_400_000;

const conversationOf = (scene: Scene, isReady: (conversation: any) => boolean = () => true) =>
  until(async () => {
    const { body } = await scene.as('GET', '/v1/conversations');
    const found = body.data.find(isReady);
    if (!found) throw new Error(JSON.stringify(body));
    return found;
  });

/** Returns a scene whose customer has asked something that no flow expects, signed in as its merchant. */
async function asked(text = 'Quando arriva il pacco?') {
  const scene = await newScene();
  await scene.reply({ text, name: 'Ada Rossi' });
  const { conversation_id: id } = await conversationOf(scene, ({ unread }) => unread === 1);
  const browser = await signedInBrowser(scene);
  return { scene, browser, id: id as string, path: `${PATH}/${id}` };
}

const streamOf = async (scene: Scene, id: string): Promise<any[]> =>
  (await scene.as('GET', `/v1/conversations/${id}/messages`)).body.data;

/** Posts a form of the conversation's page. */
async function act(browser: Browser, path: string, action: string, fields: Record<string, string>) {
  await browser.get(path);
  return browser.post(`${path}/${action}`, fields);
}

describe('the list', () => {
  test('shows who waits, since when, with the last message, and counts in navigation and title', async () => {
    const { browser, id } = await asked();
    const { text } = await browser.get(PATH);
    expect(text).toContain('<title>(1) Conversations · Aisac</title>');
    expect(text).toContain(`href="${PATH}/${id}?tab=waiting"`);
    expect(text).toContain('Quando arriva il pacco?');
    expect(text).toContain('waiting for less than a minute');
    expect(text).toContain('1 unread message');
    expect(text).toMatch(/data-news="[^"]+" data-news-tag="&quot;c\d+&quot;"/);
  });

  test('has tabs for what waits, what is assigned to whoever signed in, and everything', async () => {
    const { browser, id, path } = await asked();
    const shows = async (tab: string) => (await browser.get(`${PATH}?tab=${tab}`)).text.includes(id);
    expect([await shows('waiting'), await shows('mine'), await shows('all')]).toEqual([true, false, true]);
    await act(browser, path, 'change', { action: 'take' });
    expect([await shows('waiting'), await shows('mine')]).toEqual([true, true]);
    await act(browser, path, 'change', { action: 'done' });
    expect([await shows('waiting'), await shows('mine'), await shows('all')]).toEqual([false, false, true]);
  });

  test('a search finds a customer of any tab, stays beside the conversation, and is left again', async () => {
    const { browser, id, path } = await asked('Dov’è la giacca? <b>1001</b>');
    await act(browser, path, 'change', { action: 'done' });
    const found = async (q: string) =>
      (await browser.get(`${PATH}?${new URLSearchParams({ tab: 'mine', q }).toString()}`)).text;
    for (const q of ['ADA', 'giac', ' giacca rossi ']) expect(await found(q)).toContain(id);
    for (const q of ['nessuno', '!!', '\0zz', '\u202e"><script>', 'x'.repeat(900)]) {
      const text = await found(q);
      expect([text.includes(id), text.includes('No conversation found')], q).toEqual([false, true]);
      expect(text).not.toContain('"><script>');
    }
    expect(await found('Ada <i>')).toContain('<bdi>Ada &lt;i&gt;</bdi>');
    const { text } = await browser.get(`${path}?tab=mine&q=ada`);
    expect(text).toContain(`href="${path}?tab=mine&amp;q=ada"`);
    expect(text).toContain(`href="${PATH}?tab=mine"`);
    const noted = await browser.post(`${path}/notes`, { text: 'Chiama', tab: 'mine', q: 'ada' });
    expect(noted.location).toBe(`${path}?tab=mine&q=ada&done=noted`);
  });

  test('a page of another account, or a tab or page that does not exist, is answered', async () => {
    const { browser } = await asked();
    const other = await asked();
    expect((await browser.get(other.path)).status).toBe(404);
    expect((await browser.get(`${PATH}?tab=x&cursor=y`)).status).toBe(200);
    expect((await browser.get(`${PATH}/cnv_x?before=y`)).status).toBe(404);
  });
});

describe('a conversation', () => {
  test('is read when a person opens it, which the customer sees; a script that renews the page shows them nothing', async () => {
    const { scene, browser, path } = await asked();
    const renewed = await exports.default.fetch(browser.request(path, { headers: { 'aisac-renews': 'yes' } }));
    expect(renewed.status).toBe(200);
    await conversationOf(scene, ({ unread, waiting_since }) => unread === 0 && waiting_since !== null);
    await scene.reply({ text: 'Ci siete?' });
    await conversationOf(scene, ({ unread }) => unread === 1);
    await exports.default.fetch(browser.request(path, { headers: { 'sec-purpose': 'prefetch' } }));
    await conversationOf(scene, ({ unread }) => unread === 1);
    expect(await scene.readReceipts()).toEqual([]);
    await browser.get(path);
    await until(async () => expect(await scene.readReceipts()).toMatchObject([{ status: 'read' }]));
    await browser.get(path);
    await conversationOf(scene, ({ unread }) => unread === 0);
    expect(await scene.readReceipts()).toHaveLength(1);
  });

  test('whoever answers after somebody else is told, keeps the draft, and can send it anyway', async () => {
    const { scene, browser: ada, path } = await asked();
    const { body } = await scene.as('POST', '/v1/keys', {
      name: 'Marco <b>',
      scopes: ['settings:read', 'users:read', 'messages:write'],
    });
    const marco = await signedInBrowser({ key: body.api_key });
    const [form] = /<form [^>]*id="free".*?<\/form>/s.exec((await ada.get(path)).text) ?? [''];
    const last_seen = /name="last_seen" value="(msg_\w+)"/.exec(form)?.[1] ?? '';
    const answer = { text: 'Arriva domani', client_id: crypto.randomUUID(), last_seen };
    expect((await act(marco, path, 'typing', {})).status).toBe(204);
    expect((await ada.get(path)).text).toContain('<bdi>Marco &lt;b&gt;</bdi> is writing a reply');
    expect((await marco.get(path)).text).not.toContain('is writing a reply');
    await until(async () => expect((await scene.readReceipts()).some((told) => told.typing_indicator)).toBe(true));
    expect((await act(marco, path, 'messages', { text: 'Parte oggi' })).status).toBe(303);
    expect((await ada.get(path)).text).not.toContain('is writing a reply');

    const late = await ada.post(`${path}/messages`, answer);
    expect(late.status).toBe(422);
    for (const said of [
      composerTexts.en.error.conversation_changed,
      'Arriva domani</textarea>',
      'Send anyway</button>',
    ])
      expect(late.text).toContain(said);
    expect(late.text).toMatch(/answered" data-answer="msg_\w+"><bdi>Marco &lt;b&gt;<\/bdi> replied less than a minute/);
    expect((await scene.sentMessages()).map(({ body: sent }) => sent.text.body)).toEqual(['Parte oggi']);
    const again = /name="last_seen" value="(msg_\w+)"/.exec(late.text)?.[1] ?? '';
    expect(again > last_seen).toBe(true);
    expect((await ada.post(`${path}/messages`, { ...answer, last_seen: again })).status).toBe(303);
    // A repetition is the same message, whoever has answered in between.
    expect((await act(marco, path, 'messages', { text: 'Ecco' })).status).toBe(303);
    expect((await ada.post(`${path}/messages`, { ...answer, last_seen: again })).status).toBe(303);
    expect((await scene.sentMessages()).map(({ body: sent }) => sent.text.body)).toEqual([
      'Parte oggi',
      'Arriva domani',
      'Ecco',
    ]);
  });

  test('two people who answer at the same moment send one message, and the other is told', async () => {
    const { scene, browser: ada, path } = await asked();
    const { body } = await scene.as('POST', '/v1/keys', {
      name: 'Marco',
      scopes: ['settings:read', 'users:read', 'messages:write'],
    });
    const marco = await signedInBrowser({ key: body.api_key });
    const last_seen = /name="last_seen" value="(msg_\w+)"/.exec((await ada.get(path)).text)?.[1] ?? '';
    await marco.get(path);
    const both = await Promise.all(
      [ada, marco].map((each) =>
        each.post(`${path}/messages`, { text: 'Eccomi', client_id: crypto.randomUUID(), last_seen }),
      ),
    );
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 422]);
    expect(await scene.sentMessages()).toHaveLength(1);
  });

  test('a key that may only read does not mark it as read, and cannot write', async () => {
    const { scene, path } = await asked();
    const { body } = await scene.as('POST', '/v1/keys', { name: 'reader', scopes: ['settings:read', 'users:read'] });
    const reader = await signedInBrowser({ key: body.api_key });
    const { text } = await reader.get(path);
    expect(text).not.toContain('<textarea');
    await conversationOf(scene, ({ unread }) => unread === 1);
    expect((await reader.post(`${path}/messages`, { text: 'x', client_id: crypto.randomUUID() })).status).toBe(403);
  });

  test('an answer reaches the customer, ends the waiting, and makes its author the owner', async () => {
    const { scene, browser, id, path } = await asked();
    const sent = await act(browser, path, 'messages', { text: ' Domani! ' });
    expect([sent.status, sent.location]).toEqual([303, `${path}?tab=waiting&done=sent`]);
    expect((await scene.sentMessages()).map(({ body }) => body.text.body)).toEqual(['Domani!']);
    expect(await scene.violations()).toEqual([]);
    const conversation = await conversationOf(scene);
    expect(conversation).toMatchObject({ owner: 'person', waiting_since: null, unread: 0, state: 'open' });
    expect(conversation.assignee).toMatch(/^key:key_/);
    expect(await streamOf(scene, id)).toMatchObject([
      { kind: 'owner', detail: { owner: 'person' } },
      { kind: 'message', direction: 'out', state: 'sent', author: { kind: 'key' }, content: { text: 'Domani!' } },
      { kind: 'message', direction: 'in' },
    ]);
    const { text } = await browser.get(path);
    expect(text.indexOf('Quando arriva')).toBeLessThan(text.indexOf('Domani!'));
  });

  test('a form that is posted ten times at once sends one message', async () => {
    const { scene, browser, path } = await asked();
    await browser.get(path);
    const client_id = crypto.randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => browser.post(`${path}/messages`, { text: 'Una volta', client_id })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 303));
    expect(await scene.sentMessages()).toHaveLength(1);
  });

  test('a message that WhatsApp refuses says so on its bubble', async () => {
    const { scene, browser, path } = await asked();
    await browser.get(path);
    await until(async () => expect(await scene.readReceipts()).toHaveLength(1));
    await scene.configureMeta({ behaviour: [{ code: 131_026, status: 400 }] });
    await act(browser, path, 'messages', { text: 'Pronto?' });
    const { text } = await browser.get(path);
    expect(text).toContain('not delivered');
  });

  test('after 24 hours only a template is sent, and what was written stays', async () => {
    const { scene, browser, id, path } = await asked();
    await browser.get(path);
    await env.DB.prepare('update conversations set last_inbound_at = ? where conversation_id = ?')
      .bind(Date.now() - DAY_MS - 1, id)
      .run();
    const refused = await browser.post(`${path}/messages`, { text: 'La mia bozza <3' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain(composerTexts.en.error.outside_window);
    expect(refused.text).toContain('La mia bozza &lt;3</textarea>');
    expect(refused.text).toMatch(/<details id="templates" class="menu" open/);
    expect(await scene.sentMessages()).toEqual([]);
  });

  test('an approved template is filled in and sent outside the window', async () => {
    const { scene, browser, id, path } = await asked();
    const components = [{ type: 'BODY', text: 'Ciao {{1}}, il tuo ordine {{2}} è pronto.' }];
    await scene.configureMeta({
      templates: [{ name: 'pronto', language: 'it', status: 'APPROVED', category: 'UTILITY', components }],
    });
    await scene.as('POST', `/v1/channels/${scene.channelId}/templates/sync`, {});
    await scene.as('GET', `/v1/channels/${scene.channelId}/templates`);
    await env.DB.prepare('update conversations set last_inbound_at = 0 where conversation_id = ?').bind(id).run();
    const { text } = await browser.get(path);
    expect(text).toMatch(/Ciao \[(Testo|Text) 1\], il tuo ordine \[(Testo|Text) 2\] è pronto\./);
    const template = { template: 'pronto', language: 'it', client_id: crypto.randomUUID() };
    expect((await browser.post(`${path}/messages`, { ...template, parameter: ['Ada', ''] })).status).toBe(422);
    expect((await browser.post(`${path}/messages`, { ...template, parameter: ['Ada', '#1'] })).status).toBe(303);
    const [{ body }] = (await scene.sentMessages()) as unknown as [{ body: any }];
    expect(body.template.components).toEqual([
      {
        type: 'body',
        parameters: [
          { type: 'text', text: 'Ada' },
          { type: 'text', text: '#1' },
        ],
      },
    ]);
  });

  test('nobody can write to a customer who has opted out, or whom another app answers', async () => {
    const { scene, browser, id, path } = await asked();
    await browser.get(path);
    await env.DB.prepare("update conversations set owner = 'other_app' where conversation_id = ?").bind(id).run();
    const owned = await browser.post(`${path}/messages`, { text: 'x' });
    expect([owned.status, owned.text.includes('<textarea id="text"')]).toEqual([422, false]);
    await env.DB.prepare('update conversations set owner = null where conversation_id = ?').bind(id).run();
    await scene.reply({ text: 'STOP' });
    await until(async () => expect((await browser.get(path)).text).toContain(composerTexts.en.optedOut));
    expect((await browser.post(`${path}/messages`, { text: 'x', client_id: crypto.randomUUID() })).status).toBe(422);
    expect((await scene.sentMessages()).filter(({ body }) => body.text?.body === 'x')).toEqual([]);
  });

  test('what is decided on an older state is refused; a tick of a message is no reason to refuse', async () => {
    const { scene, browser, id, path } = await asked();
    await act(browser, path, 'messages', { text: 'Arriva domani' });
    await browser.get(path);
    const [{ wamid }] = (await scene.sentMessages()) as unknown as [{ wamid: string }];
    await scene.status({ wamid, status: 'delivered' });
    await until(async () =>
      expect((await streamOf(scene, id)).find((row) => row.direction === 'out').state).toBe('delivered'),
    );
    const done = await browser.post(`${path}/change`, { action: 'done' });
    expect(done.location).toContain('done=changed');
    await browser.get(path);
    await scene.reply({ text: 'Ancora una cosa' });
    await conversationOf(scene, ({ state }) => state === 'open');
    const late = await browser.post(`${path}/change`, { action: 'done' });
    expect(late.location).toContain('done=late');
    await conversationOf(scene, ({ state, unread }) => state === 'open' && unread === 1);
  });

  test('is put off until a time in the account’s zone, assigned, given back, and reopened', async () => {
    const { scene, browser, id, path } = await asked();
    await act(browser, path, 'change', { action: 'snooze_tomorrow' });
    expect((await conversationOf(scene)).snoozed_until).toMatch(/T09:00:00\.000\+0[12]:00$/);
    await act(browser, path, 'change', { action: 'open' });
    const [key] = (await scene.as('GET', '/v1/keys')).body.data;
    await act(browser, path, 'change', { action: 'assign', assignee: `key:${key.key_id}` });
    await act(browser, path, 'change', { action: 'take' });
    await act(browser, path, 'change', { action: 'give_back' });
    await act(browser, path, 'notes', { text: 'Cliente abituale' });
    expect((await act(browser, path, 'change', { action: 'explode' })).status).toBe(422);
    const kinds = (await streamOf(scene, id)).map(({ kind, detail }) => [kind, detail?.owner ?? detail?.state ?? null]);
    expect(kinds).toEqual([
      ['note', null],
      ['owner', 'flow'],
      ['owner', 'person'],
      ['assignee', null],
      ['state', 'open'],
      ['state', 'snoozed'],
      ['message', null],
    ]);
    const { text } = await browser.get(path);
    for (const said of ['You took over', 'You gave the conversation back', 'Note · <bdi>You</bdi>', 'You snoozed'])
      expect(text).toContain(said);
  });

  test('a handed-over flow goes on at the chosen step, and the conversation is done', async () => {
    const scene = await newScene();
    await scene.openWindow();
    await scene.saveFlow({
      steps: [
        { id: 'ask', do: 'send_message', to: '{{ user.user_key }}', text: 'Confermi?' },
        { id: 'person', do: 'hand_over', note: 'Vuole cambiare taglia' },
        { id: 'end', do: 'end', outcome: 'resumed' },
      ],
    });
    const requestId = await scene.start();
    await scene.waitForStatus(requestId, 'waiting');
    const { conversation_id } = await conversationOf(scene, ({ owner }) => owner === 'person');
    const browser = await signedInBrowser(scene);
    const path = `${PATH}/${conversation_id}`;
    const { text } = await browser.get(path);
    for (const said of ['The flow is waiting for you', 'Vuole cambiare taglia', 'value="end" dir="auto" selected'])
      expect(text).toContain(said);
    expect(text).toContain(`href="/account/profile/requests/${requestId}"`);
    expect((await act(browser, path, 'resume', { resume: 'nowhere' })).location).toContain('done=unknown_step');
    expect((await act(browser, path, 'resume', { resume: 'end' })).location).toContain('done=resumed');
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('resumed');
    expect(await conversationOf(scene)).toMatchObject({ owner: 'nobody', state: 'done' });
    expect((await browser.post(`${path}/resume`, { resume: 'end' })).location).toMatch(/done=(late|not_waiting)/);
  });
});

describe('an attachment', () => {
  const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3];
  const PDF = [...new TextEncoder().encode('%PDF-1.7 x')];
  const SVG = [...new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')];
  const HEIC = [0, 0, 0, 0x18, ...new TextEncoder().encode('ftypheic')];

  async function attach(at: Awaited<ReturnType<typeof asked>>, bytes: number[], file: { name: string; type: string }) {
    const { text } = await at.browser.get(at.path);
    const form = new FormData();
    form.set('form_token', /name="form_token" value="(\w+)"/.exec(text)?.[1] ?? '');
    form.set('client_id', crypto.randomUUID());
    form.set('caption', 'Eccola');
    form.set('file', new File([new Uint8Array(bytes)], file.name, { type: file.type }));
    const encoded = new Response(form);
    const headers = { 'content-type': encoded.headers.get('content-type') ?? '', origin: 'https://aisac.test' };
    const signed = at.browser.request(`${at.path}/files`, { method: 'POST', headers });
    return exports.default.fetch(new Request(signed, { method: 'POST', body: await encoded.arrayBuffer() }));
  }

  test.each([
    ['a photo', PNG, 'image', { id: expect.any(String), caption: 'Eccola' }],
    ['a PDF', PDF, 'document', { id: expect.any(String), caption: 'Eccola', filename: 'b.pdf' }],
  ])('%s is uploaded to WhatsApp and sent', async (_, bytes, kind, expected) => {
    const at = await asked();
    expect((await attach(at, bytes, { name: 'a/b.pdf', type: 'text/html' })).status).toBe(303);
    const [{ body }] = (await at.scene.sentMessages()) as unknown as [{ body: any }];
    expect([body.type, body[kind]]).toEqual([kind, expected]);
    expect(await at.scene.violations()).toEqual([]);
    // The chat shows it at once, and after it was copied to its message.
    const { text } = await at.browser.get(at.path);
    const file = /<a href="([^"]+\/files\/msg_\w+)"/.exec(text)?.[1] ?? '';
    expect(text.includes(`<img src="${file}"`)).toBe(kind === 'image');
    const open = async () => {
      const { location } = await at.browser.get(file);
      const opened = await exports.default.fetch(`https://aisac.test${location}`);
      return { bytes: [...new Uint8Array(await opened.arrayBuffer())], headers: opened.headers };
    };
    expect((await open()).bytes).toEqual(bytes);
    const messageId = file.slice(-30);
    await until(async () =>
      expect((await at.scene.as('GET', `/v1/messages/${messageId}/media`)).body.state).toBe('stored'),
    );
    const stored = await open();
    expect(stored.bytes).toEqual(bytes);
    expect(stored.headers.get('x-content-type-options')).toBe('nosniff');
    const stranger = await asked();
    expect((await stranger.browser.get(file)).status).toBe(404);
  });

  test('a file that is no photo and no PDF is refused, whatever the browser says that it is', async () => {
    const at = await asked();
    for (const [bytes, type] of [
      [SVG, 'image/png'],
      [HEIC, 'image/jpeg'],
      [[], 'application/pdf'],
    ] as const) {
      const refused = await attach(at, [...bytes], { name: 'x.png', type });
      expect([refused.status, (await refused.text()).includes(composerTexts.en.fileKind)]).toEqual([422, true]);
    }
    expect(await at.scene.sentMessages()).toEqual([]);
  });

  test('that is too large, or that WhatsApp refuses, is not sent', async () => {
    const at = await asked();
    const large = await attach(at, [...PNG, ...Array.from({ length: 5_242_881 }, () => 0)], {
      name: 'x.png',
      type: '',
    });
    expect([large.status, (await large.text()).includes(composerTexts.en.fileSize)]).toEqual([422, true]);
    await at.scene.configureMeta({ upload_behaviour: [{ code: 131_053 }] });
    const refused = await attach(at, PNG, { name: 'x.png', type: 'image/png' });
    expect(refused.status).toBe(303);
    expect((await streamOf(at.scene, at.id)).find(({ direction }: any) => direction === 'out').state).toBe('failed');
    expect(await at.scene.sentMessages()).toEqual([]);
  });

  test('of another session’s form is refused', async () => {
    const [mine, other] = [await asked(), await asked()];
    const form = new FormData();
    form.set('form_token', 'x');
    const encoded = new Response(form);
    const headers = { 'content-type': encoded.headers.get('content-type') ?? '' };
    const signed = mine.browser.request(`${other.path}/files`, { method: 'POST', headers });
    const answer = await exports.default.fetch(
      new Request(signed, { method: 'POST', body: await encoded.arrayBuffer() }),
    );
    expect(answer.status).toBe(403);
  });
});

describe('news', () => {
  const poll = (browser: Browser, tag = '') =>
    measureCall(browser.request(`${PATH}/news`, tag === '' ? {} : { headers: { 'if-none-match': tag } }));

  test('a poll without news is one round trip, one row beside the session’s, and under 300 bytes', async () => {
    const { browser } = await asked();
    const first = await poll(browser);
    expect(await first.response.json()).toEqual({ waiting: 1 });
    const said = vi.spyOn(console, 'log');
    const { response, counts } = await poll(browser, first.response.headers.get('etag') ?? '');
    const rows = said.mock.calls.map(([line]) => JSON.parse(String(line))).find(({ event }) => event === 'call');
    said.mockRestore();
    expect(response.status).toBe(304);
    expect(counts.roundTrips).toBe(1);
    // The session three times, its key or person, its account; and the counter.
    expect(rows?.d1_rows_read).toBe(5 + 1);
    const size = [...response.headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
    expect('HTTP/1.1 304 Not Modified\r\n\r\n'.length + size + (await response.arrayBuffer()).byteLength).toBeLessThan(
      300,
    );
  });

  test('a change is news, and a poll after the sign-out leads to the sign-in', async () => {
    const { scene, browser } = await asked();
    const tag = (await poll(browser)).response.headers.get('etag') ?? '';
    await scene.reply({ text: 'Allora?' });
    await conversationOf(scene, ({ unread }) => unread === 2);
    const { response } = await poll(browser, tag);
    expect([response.status, await response.json()]).toEqual([200, { waiting: 1 }]);
    await browser.get(PATH);
    await browser.post('/account/profile/sign-out');
    expect((await browser.get(`${PATH}/news`)).status).toBe(303);
  });

  test('the list and a conversation are one round trip each', async () => {
    const { browser, path } = await asked();
    await browser.get(path);
    for (const each of [PATH, path]) {
      const { response, counts } = await measureCall(browser.request(each));
      expect([each, response.status, counts.roundTrips]).toEqual([each, 200, 1]);
    }
  });
});

describe('hostile text', () => {
  const HOSTILE = `<script>alert(1)</script>"'&<!-- \u202Eevil\u200F \u2069 🇮🇹`;
  let page = '';
  beforeAll(async () => {
    const { scene, browser, path } = await asked(HOSTILE);
    await scene.as('POST', '/v1/keys', { name: HOSTILE, scopes: ['messages:write', 'users:read'] });
    await browser.get(`${PATH}/quick-replies`);
    await browser.post(`${PATH}/quick-replies`, { title: HOSTILE.slice(0, 60), text: HOSTILE });
    await act(browser, path, 'notes', { text: HOSTILE });
    page = (await browser.get(path)).text;
  });

  test('is escaped everywhere', () => {
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).not.toContain('<script>alert(1)');
    expect(page).not.toContain('"evil');
  });

  test('stands only where it has its own direction', () => {
    for (const [found] of page.matchAll(/<(?:[a-z]+)[^>]*>[^<]*evil/g))
      expect(found).toMatch(/^<(bdi|[a-z]+ [^>]*dir="auto")/);
  });
});

test('a quick reply is deleted after a question', async () => {
  const browser = await signedInBrowser(await newScene());
  await browser.get(`${PATH}/quick-replies`);
  await browser.post(`${PATH}/quick-replies`, { title: 'Orari', text: 'Dalle 9 alle 18' });
  const list = async () => (await browser.get(`${PATH}/quick-replies`)).text;
  const path = /href="([^"]+\/delete)" data-confirm/.exec(await list())?.[1] ?? '';
  const { status, text } = await browser.get(path);
  expect([status, text.includes('Delete “Orari”?')]).toEqual([200, true]);
  expect(await list()).toContain('Orari');
  expect((await browser.post(path)).location).toBe(`${PATH}/quick-replies?done=deleted`);
  expect(await list()).not.toContain('Dalle 9 alle 18');
  expect((await browser.get(path)).status).toBe(404);
});
