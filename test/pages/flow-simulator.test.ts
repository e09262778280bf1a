import { beforeAll, expect, test } from 'vitest';
import templates from '../../flows/templates.json';
import codFlow from '../support/cod-flow.json';
import { FLOW_PRICES, flowPage, flowShop } from '../support/flow-shop';
import { elementHtml, unescapeHtml, visibleText } from '../support/page-text';
import { newScene, type Scene } from '../support/scene';
import { type Browser, type PageResponse, signedInBrowser } from '../support/signed-in-browser';

const valueOf = ({ text }: PageResponse, name: string): string =>
  unescapeHtml(new RegExp(`<input[^>]* name="${name}"[^>]* value="([^"]*)"`).exec(text)?.[1] ?? 'not there');

let scene: Scene;
let english: Browser;
let italian: Browser;
beforeAll(async () => {
  const made = await flowShop();
  scene = made.scene;
  english = made.browser;
  italian = await signedInBrowser(scene, 'it');
  await scene.saveFlow(codFlow, 'cod-confirmation');
  await flowPage(english);
  await flowPage(italian);
});

const order = {
  order_id: '1001',
  phone: '+393331234567',
  first_name: 'Ada',
  total: '59.90',
  now: '2026-07-01T10:00',
};
const simulate = (browser: Browser, fields: Record<string, string> = {}, key = 'cod-confirmation') =>
  browser.post(`/account/profile/flows/${key}/simulate`, { ...order, answers: 'yes', ...fields });
const bubbles = ({ text }: PageResponse): string[] => {
  const chat = /<ol class="chat phone">(.*?)<\/ol>/s.exec(text)?.[1] ?? '';
  return [...chat.matchAll(/<li><div class="bubble (shop|customer)">(.*?)(?=<li>|$)/gs)].map(
    ([, from, said = '']) => `${from}: ${visibleText(said)}`,
  );
};

test('the form starts with an order and the first button, and runs unchanged', async () => {
  const shown = await flowPage(english);
  expect([valueOf(shown, 'order_id'), valueOf(shown, 'first_name')]).toEqual(['1001', 'Ada']);
  expect(shown.text).toMatch(/<option value="button:CONFIRM" dir="auto" selected="">presses “Confermo”<\/option>/);
  const fields = [...shown.text.matchAll(/<input[^>]* id="simulate-([^"]+)"[^>]* value="([^"]*)"/g)];
  const ran = await simulate(english, {
    ...Object.fromEntries(fields.map(([, name = '', value = '']) => [name, unescapeHtml(value)])),
    reply_1_choice: 'button:CONFIRM',
  });
  expect(ran.status).toBe(200);
  expect(visibleText(elementHtml(ran, 'simulator'))).toContain('The run ends. Outcome: confirmed');
});

test('a customer who confirms: the chat, the store updates and the cost', async () => {
  const reply = { reply_1_after: '2h', reply_1_choice: 'button:CONFIRM' };
  const ran = await simulate(english, reply);
  expect(bubbles(ran)).toEqual([
    'shop: You: Ciao Ada, confermi il tuo ordine di 59,90 € in contrassegno? Confermo Annulla 1 Jul 2026, 10:00 · ask · utility',
    'customer: Customer: Confermo 1 Jul 2026, 12:00',
  ]);
  const told = visibleText(elementHtml(ran, 'simulator'));
  expect(told).toContain('order → ask → answer → confirmed → yes');
  expect(told).toContain('{"cod_confirmed":true,"tags":["cod-confirmed"]} delivered');
  expect(told).toContain('Total: €0.1201');
  expect(told).toContain('WhatsApp message, utility €0.0691 1 ask 1 Jul 2026, 10:00');
  expect(told).not.toContain('Warnings');

  const anche = await simulate(italian, reply);
  expect(bubbles(anche)).toEqual([
    'shop: Tu: Ciao Ada, confermi il tuo ordine di 59,90 € in contrassegno? Confermo Annulla 1 lug 2026, 10:00 · ask · utilità',
    'customer: Cliente: Confermo 1 lug 2026, 12:00',
  ]);
  expect(visibleText(elementHtml(anche, 'simulator'))).toContain('Il flusso arriva alla fine. Esito: confirmed');
  expect(visibleText(elementHtml(anche, 'simulator'))).toContain('Totale: 0,1201 €');
});

test('a customer who refuses, does not reply or writes something else, and an unknown order', async () => {
  const refused = await simulate(italian, { reply_1_after: '1h', reply_1_choice: 'button:CANCEL' });
  expect(bubbles(refused).at(-1)).toBe('customer: Cliente: Annulla 1 lug 2026, 11:00');
  expect(visibleText(elementHtml(refused, 'simulator'))).toContain('Esito: refused');
  expect(visibleText(elementHtml(refused, 'simulator'))).toContain(
    '{"cod_confirmed":false,"tags":["cod-refused"]} consegnato',
  );

  const silent = await simulate(english, { answers: 'no', reply_1_after: '1h', reply_1_choice: 'button:CONFIRM' });
  expect(bubbles(silent)).toEqual([
    expect.stringContaining('shop: You: Ciao Ada'),
    'shop: You: Ciao Ada, per il tuo ordine di 59,90 € in contrassegno ci manca ancora la tua conferma. Lo confermi? Confermo Annulla 2 Jul 2026, 10:00 · remind · utility',
  ]);
  expect(visibleText(elementHtml(silent, 'simulator'))).toContain('Outcome: no_answer');
  expect(valueOf(silent, 'reply_1_after')).toBe('1h');

  const asks = await simulate(english, {
    reply_2_after: '5m',
    reply_2_text: 'Quando arriva?',
    reply_3_after: '1m',
    reply_3_text: 'Ehi',
  });
  expect(bubbles(asks).at(-1)).toBe('customer: Customer: Quando arriva? 1 Jul 2026, 10:05');
  expect(visibleText(elementHtml(asks, 'simulator'))).toContain('Note for the person Quando arriva?');
  expect(visibleText(elementHtml(asks, 'simulator'))).toContain('The flow does not wait for reply 3.');

  const unknown = await simulate(italian, { phone: '', first_name: '', total: '' });
  expect(visibleText(elementHtml(unknown, 'simulator'))).toContain('Esito: not_found');
  expect(visibleText(elementHtml(unknown, 'simulator'))).toContain('Nessun messaggio.');
});

test('other order fields are merged in, and a photo counts as a reply', async () => {
  await scene.saveFlow(
    {
      steps: [
        { id: 'order', do: 'get_object', save_as: 'order' },
        {
          id: 'ask',
          do: 'send_message',
          to: '{{ order.phone }}',
          template: {
            name: 'opt_in',
            language: 'it',
            body: ['{{ order.customer.last_name }} {{ order.vip }}{{ order.total }}'],
            buttons: ['YES', 'NO'],
          },
        },
        {
          id: 'answer',
          do: 'wait_for_reply',
          timeout: '1d',
          cases: [{ kind: 'image', goto: 'list' }],
          otherwise: 'done',
        },
        {
          id: 'list',
          do: 'send_message',
          to: '{{ order.phone }}',
          list: {
            text: 'Quale?',
            button: 'Apri',
            sections: [
              {
                rows: [
                  { id: 'A', title: 'Rossa', description: 'di lana' },
                  { id: 'B', title: 'Blu' },
                ],
              },
            ],
          },
        },
        {
          id: 'chosen',
          do: 'wait_for_reply',
          timeout: '1d',
          cases: [{ list: 'B', goto: 'done' }],
          otherwise: 'human',
          on_timeout: 'human',
        },
        { id: 'human', do: 'hand_over' },
        { id: 'done', do: 'end', outcome: 'ok' },
      ],
    },
    'other',
  );
  const ran = await simulate(
    english,
    {
      more: '{"customer": {"last_name": "Lovelace"}, "vip": true, "total": null}',
      reply_1_after: '1m',
      reply_1_choice: 'kind:image',
      reply_1_text: 'ecco',
      reply_2_after: '1m',
      reply_2_choice: 'list:B',
    },
    'other',
  );
  expect(bubbles(ran)).toEqual([
    expect.stringContaining('shop: You: Ciao Lovelace true, vuoi ricevere'),
    'customer: Customer: photo ecco 1 Jul 2026, 10:01',
    'shop: You: Quale? Apri Rossa di lana Blu 1 Jul 2026, 10:01 · list · service',
    'customer: Customer: Blu 1 Jul 2026, 10:02',
  ]);
  expect(visibleText(elementHtml(ran, 'simulator'))).toContain('Outcome: ok');
});

test('an unknown template is shown by its name and parameters', async () => {
  const bare = await newScene({ price_list: FLOW_PRICES });
  await bare.as('DELETE', `/v1/channels/${bare.channelId}`);
  await bare.saveFlow(codFlow, 'cod-confirmation');
  const browser = await signedInBrowser(bare, 'it');
  await flowPage(browser);
  const ran = await simulate(browser, { reply_1_after: '2h', reply_1_choice: 'button:CONFIRM' });
  expect(bubbles(ran)[0]).toContain(
    'Modello cod_confirm (it): testo non disponibile qui, con: Ada · 59,90 € CONFIRM CANCEL',
  );
  expect(visibleText(elementHtml(ran, 'simulator'))).toContain('Non c’è un numero da cui inviare');
});

test('every error is shown beside its field, and the form keeps all values', async () => {
  const given = {
    first_name: '"><script>alert(1)</script>',
    more: '{not json',
    now: 'ieri',
    reply_1_after: 'soon',
    reply_1_choice: 'button:CANCEL',
    reply_2_after: '2h',
    reply_2_choice: 'button:CONFIRM',
    reply_2_text: 'anche',
    reply_4_after: '1h',
    reply_4_text: 'x'.repeat(4_097),
  };
  const refused = await simulate(italian, given);
  expect(refused.status).toBe(422);
  const issue = (field: string) =>
    visibleText(new RegExp(`<p id="simulate-${field}-finding"[^>]*>(.*?)</p>`, 's').exec(refused.text)?.[1] ?? '');
  expect(issue('more')).toMatch(/^Questo non è un oggetto JSON/);
  expect(issue('now')).toMatch(/^Inserisci una data e un’ora/);
  expect(issue('reply_1_after')).toMatch(/^Inserisci un numero con s, m, h o d/);
  expect(issue('reply_2_text')).toBe('Scegli un pulsante o un testo, non entrambi.');
  expect(issue('reply_4_text')).toBe('Una risposta può avere al massimo 4.096 caratteri.');
  for (const name of ['first_name', 'now', 'reply_1_after', 'reply_2_after', 'reply_2_text', 'reply_4_text'] as const) {
    expect(valueOf(refused, name)).toBe(given[name]);
  }
  expect(refused.text).toMatch(/<option value="button:CANCEL" dir="auto" selected="">/);
  expect(visibleText(/<textarea[^>]*>(.*?)<\/textarea>/s.exec(refused.text)?.[1] ?? '')).toBe('{not json');
  expect(refused.text).not.toContain('id="result"');
  for (const more of ['[1]', '"x"', '{"a":1,"a":2}', '{"__proto__":{}}', '['.repeat(99), 'null']) {
    expect([more, (await simulate(english, { more })).status]).toEqual([more, 422]);
  }
  expect((await simulate(english, { more: '' })).status).toBe(200);
  expect((await simulate(english, { more: `{"a":"${'x'.repeat(262_144)}"}` })).status).toBe(413);
});

test('hostile texts are shown as text and never run', async () => {
  const hostile = '</p></li></textarea><script>alert(1)</script><img src=x onerror=alert(1)>\u202e"\'&';
  const long = 'è'.repeat(10_000);
  const evil = [
    { type: 'BODY', text: `${hostile} {{1}}` },
    { type: 'FOOTER', text: hostile },
    { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: hostile }] },
  ];
  const listed = { name: 'evil', language: 'it', category: 'UTILITY', status: 'APPROVED', components: evil };
  await scene.configureMeta({ templates: [...templates.data, listed] });
  const to = '{{ order.phone }}';
  const template = { name: 'evil', language: 'it', body: ['{{ order.customer.first_name }}'], buttons: [hostile] };
  const answer = { do: 'wait_for_reply', timeout: '1d', otherwise: 'human', on_timeout: 'human' };
  await scene.saveFlow(
    {
      name: hostile,
      trigger: { on: 'order.created', when: 'order.note == "<script>"' },
      steps: [
        { id: 'order', do: 'get_object', save_as: 'order' },
        { id: 'ask', do: 'send_message', to, template },
        { ...answer, id: 'answer', cases: [{ button: hostile, goto: 'push' }] },
        { id: 'push', do: 'update_object', variables: { note: '{{ order.note }}' } },
        { id: 'human', do: 'hand_over', note: '{{ reply.text }}{{ order.note }}' },
      ],
    },
    'evil',
  );
  const fields = { first_name: `${hostile} {{1}}`, more: JSON.stringify({ note: long }), reply_1_after: '1h' };
  await flowPage(english, 'evil');
  const pressed = await simulate(english, { ...fields, reply_1_choice: `button:${hostile}` }, 'evil');
  const written = await simulate(english, { ...fields, reply_1_text: hostile }, 'evil');
  for (const shown of [
    pressed,
    written,
    await flowPage(english, 'evil'),
    await english.get('/account/profile/flows'),
  ]) {
    expect(shown.status).toBe(200);
    expect(shown.text).not.toMatch(/<script>|<img src=x|<[^>]+ style=/);
    expect(shown.text).toContain('&lt;script&gt;');
  }
  // Braces in a parameter’s value are not filled in.
  expect(bubbles(pressed)[0]).toContain(`${hostile} ${hostile} {{1}} ${hostile} ${hostile} 1 Jul`);
  expect(bubbles(pressed)[1]).toBe(`customer: Customer: ${hostile} 1 Jul 2026, 11:00`);
  expect(bubbles(written)[1]).toBe(bubbles(pressed)[1]);
  expect(visibleText(elementHtml(pressed, 'simulator'))).toContain(`{"note":"${long}"} delivered`);
  expect(visibleText(elementHtml(written, 'simulator'))).toContain(`${hostile}${long} Ended`);
  expect(pressed.text.match(/<(p|div|li)[^>]* dir="auto"/g)?.length).toBeGreaterThan(1);
});

test('a simulation sends nothing, calls no store and writes nothing', async () => {
  const seen = async () => [
    await scene.sentMessages(),
    await scene.merchantCalls(),
    (await scene.as('GET', `/v1/getRequests?flow=cod-confirmation`)).body.data,
    (await scene.charges()).data,
    (await scene.as('GET', '/v1/flows/cod-confirmation')).body,
  ];
  const before = await seen();
  await flowPage(english);
  expect((await simulate(english, { reply_1_after: '2h', reply_1_text: 'STOP' })).status).toBe(200);
  expect(await seen()).toEqual(before);
});
