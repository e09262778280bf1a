import { beforeAll, describe, expect, test } from 'vitest';
import templates from '../../flows/templates.json';
import { replyValue } from '../standins/meta-webhooks';
import codFlow from '../support/cod-flow.json';
import { FLOW_PRICES, flowShop } from '../support/flow-shop';
import { elementHtml, unescapeHtml, visibleText } from '../support/page-text';
import { newScene, type Scene, until } from '../support/scene';
import { type Browser, type PageResponse, signedInBrowser } from '../support/signed-in-browser';

const tryPath = (key = 'cod-confirmation') => `/account/profile/flows/${key}/try`;
const PHONE = '+39 333 765 4321';

let scene: Scene;
let english: Browser;
beforeAll(async () => {
  ({ scene, browser: english } = await flowShop());
  await scene.saveFlow(codFlow, 'cod-confirmation');
});

const bubbles = ({ text }: PageResponse): string[] => {
  const chat = /<ol class="chat phone">(.*?)<\/ol>/s.exec(text)?.[1] ?? '';
  return [...chat.matchAll(/<li><div class="bubble (shop|customer)">(.*?)(?=<li>|$)/gs)].map(([, from, said = '']) =>
    `${from}: ${visibleText(said)}`.replaceAll(/\d+ \w+ \d{4}, /g, ''),
  );
};
const told = (page: PageResponse): string => visibleText(elementHtml(page, 'simulator'));
const pressable = ({ text }: PageResponse): string[] =>
  [...text.matchAll(/<button name="press" value="([^"]*)"/g)].map(([, value = '']) => unescapeHtml(value));
/** Opens the simulator and plays the customer, one form after the other. */
async function play(browser: Browser, actions: Record<string, string>[], key?: string): Promise<PageResponse> {
  let page = await browser.get(tryPath(key));
  const order = { payment: 'cod' };
  for (const action of actions) page = await browser.submit(tryPath(key), { ...order, when: 'now', ...action });
  return page;
}

test('the page shows the first message with buttons to press, and what the run costs until there', async () => {
  const shown = await play(english, []);
  expect(bubbles(shown)).toEqual([
    'shop: You: Ciao Ada, confermi il tuo ordine di 59,90 € in contrassegno? 10:00 Confermo Annulla',
  ]);
  expect(pressable(shown)).toEqual(['button:CONFIRM', 'button:CANCEL']);
  expect(told(shown)).toContain('The flow waits for the customer.');
  expect(told(shown)).toContain('Total: €0.1191');
  expect(told(shown)).not.toMatch(/JSON|\{|cod_confirm|tracking_code|order_id|→/);
});

test('a press goes on from there: the chat, the store updates in words and the cost', async () => {
  const ran = await play(english, [{ press: 'button:CONFIRM', when: 'later' }]);
  expect(bubbles(ran)).toEqual([
    'shop: You: Ciao Ada, confermi il tuo ordine di 59,90 € in contrassegno? Confermo Annulla 10:00',
    'customer: Customer: Confermo 12:00',
  ]);
  expect(pressable(ran)).toEqual([]);
  expect(told(ran)).toContain('The flow ends. Outcome: confirmed');
  expect(told(ran)).toContain('marks it as confirmed, tags it «cod-confirmed»');
  expect(told(ran)).toContain('Total: €0.1201');
  const italian = await signedInBrowser(scene, 'it');
  const rifiuta = await play(italian, [{ press: 'button:CANCEL' }]);
  expect(bubbles(rifiuta).at(-1)).toBe('customer: Cliente: Annulla 10:01');
  expect(told(rifiuta)).toMatch(
    /Il flusso arriva alla fine\. Esito: rifiutato.*lo segna come non confermato.*Totale: 0,1201 €/,
  );
});

test('silence, then an answer to the reminder; a text that nobody understands; a photo; and starting again', async () => {
  const silent = await play(english, [{ do: 'silence' }]);
  expect(bubbles(silent)).toHaveLength(2);
  expect(bubbles(silent)[1]).toMatch(/^shop: You: Ciao Ada, per il tuo ordine .* 10:00 Confermo Annulla$/);
  expect(told(silent)).toContain('The flow waits for the customer.');
  const late = await play(english, [{ do: 'silence' }, { do: 'text', text: 'ok, va bene!' }]);
  expect(told(late)).toContain('Outcome: confirmed');
  expect(told(await play(english, [{ do: 'silence' }, { do: 'silence' }]))).toContain('Outcome: no reply');

  const asks = await play(english, [{ text: 'Quando arriva?' }]);
  expect(bubbles(asks).at(-1)).toBe('customer: Customer: Quando arriva? 10:01');
  expect(told(asks)).toContain('The flow waits for a person. Note for the person: Quando arriva?');
  const photo = await play(english, [{ do: 'image' }]);
  expect(bubbles(photo).at(-1)).toContain('customer: Customer: photo');
  const again = await play(english, [
    { do: 'image' },
    { do: 'restart', first_name: 'Grace', total: '10.00', payment: 'paid' },
  ]);
  expect(bubbles(again)).toEqual([expect.stringContaining('Ciao Grace, confermi il tuo ordine di 10,00 €')]);
  expect(told(again)).toContain('With this order the flow would not start: only cash on delivery.');
  // Nothing typed, or a button that the chat no longer has, changes nothing.
  for (const action of [{ text: ' ' }, { press: 'button:OTHER' }] as Record<string, string>[]) {
    expect(bubbles(await play(english, [action]))).toEqual(bubbles(await play(english, [])));
  }
});

test('a flow that a customer’s message starts begins with it, and a list is chosen from', async () => {
  const rows = [
    { id: 'A', title: 'Rossa', description: 'di lana' },
    { id: 'B', title: 'Blu' },
  ];
  await scene.saveFlow(
    {
      trigger: { on: 'message.received' },
      steps: [
        {
          id: 'list',
          do: 'send_message',
          to: '{{ request.user_key }}',
          list: { text: 'Quale? {{ reply.text }}', button: 'Apri', sections: [{ rows }] },
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
    'asked',
  );
  const empty = await play(english, [], 'asked');
  expect(told(empty)).toContain('No messages yet.');
  const listed = await play(english, [{ text: 'Sciarpa' }], 'asked');
  expect(bubbles(listed)).toEqual(['customer: Customer: Sciarpa 10:00', 'shop: You: Quale? Sciarpa 10:00 Rossa Blu']);
  expect(pressable(listed)).toEqual(['list:A', 'list:B']);
  expect(told(await play(english, [{ text: 'Sciarpa' }, { press: 'list:B' }], 'asked'))).toContain('Outcome: ok');
  // No message of the other tests starts it.
  await scene.as('DELETE', '/v1/flows/asked');
});

test('a number without the templates shows the ready texts, and an unknown template its name', async () => {
  const bare = await newScene({ price_list: FLOW_PRICES });
  await bare.as('DELETE', `/v1/channels/${bare.channelId}`);
  await bare.saveFlow(codFlow, 'cod-confirmation');
  const steps = codFlow.steps.map((step) =>
    'template' in step ? { ...step, template: { ...step.template, name: 'own_one' } } : step,
  );
  await bare.saveFlow({ ...codFlow, steps }, 'own');
  const browser = await signedInBrowser(bare, 'it');
  expect(bubbles(await play(browser, []))[0]).toContain('Ciao Ada, confermi il tuo ordine di 59,90 €');
  expect(bubbles(await play(browser, [], 'own'))[0]).toContain('Modello own_one (it): testo non disponibile qui');
});

test('a form that no page has made is refused, and hostile texts are shown as text and never run', async () => {
  for (const fields of [
    { start: 'x' },
    { start: '-1' },
    { start: '4102444800001' },
    { pauses_from: '9e99' },
    { reply: '[1]' },
    { reply: '{"at":"x","button":""}' },
    { text: 'x'.repeat(4_097) },
  ] as Record<string, string>[]) {
    await english.get(tryPath());
    expect([fields, (await english.post(tryPath(), fields)).status]).toEqual([fields, 415]);
  }
  const hostile = '</p></li></textarea><script>alert(1)</script><img src=x onerror=alert(1)>\u202e"\'&';
  const evil = [
    { type: 'BODY', text: `${hostile} {{1}}` },
    { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: hostile }] },
  ];
  const listed = { name: 'evil', language: 'it', category: 'UTILITY', status: 'APPROVED', components: evil };
  await scene.configureMeta({ templates: [...templates.data, listed] });
  const to = '{{ order.phone }}';
  const template = { name: 'evil', language: 'it', body: ['{{ order.customer.first_name }}'], buttons: [hostile] };
  const setting = {
    type: 'choice',
    default: hostile.slice(0, 60),
    label: { it: hostile, en: hostile },
    choices: [{ value: hostile.slice(0, 60) }],
  };
  await scene.saveFlow(
    {
      name: hostile,
      trigger: { on: 'order.created', when: 'order.note == "<script>"' },
      settings: { hostile: setting },
      steps: [
        { id: 'order', do: 'get_object', save_as: 'order' },
        { id: 'ask', do: 'send_message', to, template },
        {
          id: 'answer',
          do: 'wait_for_reply',
          timeout: '1d',
          cases: [
            { button: hostile, goto: 'push' },
            { text: [hostile], goto: 'push' },
          ],
          otherwise: 'human',
          on_timeout: 'human',
        },
        { id: 'push', do: 'update_object', variables: { tags: [hostile], note: '{{ settings.hostile }}' } },
        { id: 'human', do: 'hand_over', note: `{{ reply.text }}${hostile}` },
      ],
    },
    'evil',
  );
  await scene.as('PUT', '/v1/flows/evil/settings', {});
  await scene.saveFlow(
    { name: `${hostile}2`, steps: [{ id: 'done', do: 'end', outcome: hostile.slice(0, 60) }] },
    'evil2',
  );
  const pressed = await play(english, [{ press: `button:${hostile}`, first_name: hostile }], 'evil');
  expect(bubbles(pressed)[1]).toBe(`customer: Customer: ${hostile} 10:01`);
  const pages = ['flows', 'flows/evil', 'flows/evil/settings', 'flows/evil/history', 'flows/evil2', 'flows/evil2/try'];
  const seen = await Promise.all(pages.map((page) => english.get(`/account/profile/${page}`)));
  for (const shown of [
    ...seen,
    pressed,
    await play(english, [{ text: hostile, first_name: `${hostile}{{1}}` }], 'evil'),
  ]) {
    expect(shown.status).toBe(200);
    expect(shown.text).not.toMatch(/<script>|<img src=x|<[^>]+ style=/);
    expect(shown.text).toContain('&lt;script&gt;');
  }
  await scene.configureMeta({ templates: templates.data });
  await english.get('/account/profile/flows/evil');
  await english.post('/account/profile/flows/evil/check');
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
  expect((await play(english, [{ text: 'STOP' }])).status).toBe(200);
  expect(await seen()).toEqual(before);
});

describe('on the merchant’s own phone', () => {
  const path = `${tryPath()}/phone`;
  const send = async (fields: Record<string, string>) => {
    await english.get(tryPath());
    return english.post(path, { to: PHONE, own: 'yes', ...fields });
  };
  const section = (page: PageResponse): string => visibleText(elementHtml(page, 'phone'));

  test('the first message goes out once, with its price said before; no run starts and no store is called', async () => {
    const shown = section(await english.get(tryPath()));
    expect(shown).toContain('Ciao Ada, confermi il tuo ordine');
    expect(shown).toContain('The message costs €0.0691, like any other.');
    const [sent, calls] = [await scene.sentMessages(), await scene.merchantCalls()];
    await english.get(tryPath());
    const first = await english.post(path, { to: PHONE, own: 'yes' });
    // A button that is pressed twice sends one message.
    const twice = await english.post(path, { to: PHONE, own: 'yes' });
    expect([first.status, twice.location]).toEqual([303, first.location]);
    const made = (await scene.sentMessages()).slice(sent.length);
    expect(made).toHaveLength(1);
    expect(made[0]?.body).toMatchObject({
      to: '393337654321',
      template: { name: 'cod_confirm', language: { code: 'it' } },
    });
    const buttons = made[0]?.body.template.components.filter(({ type }: { type: string }) => type === 'button');
    expect(buttons.map(({ parameters }: { parameters: unknown }) => parameters)).toEqual([
      [{ type: 'payload', payload: 'CONFIRM' }],
      [{ type: 'payload', payload: 'CANCEL' }],
    ]);
    expect(visibleText((await english.get(first.location ?? '')).text)).toContain(
      'To +393337654321 Status accepted by WhatsApp',
    );
    // The merchant presses a button: it is a message of nobody's order.
    const press = { payload: 'CONFIRM', text: 'Confermo' };
    await scene.webhook(replyValue({ from: '393337654321', button: press, context_wamid: made[0]?.wamid ?? '' }));
    await until(async () => {
      const { body } = await scene.as('GET', '/v1/messages?user_key=%2B393337654321');
      expect(body.data.map(({ direction }: { direction: string }) => direction).toSorted()).toEqual(['in', 'out']);
    });
    expect(await scene.merchantCalls()).toEqual(calls);
    expect((await scene.as('GET', '/v1/getRequests')).body.data).toEqual([]);
    expect(await scene.violations()).toEqual([]);
  });

  test('nothing goes to a customer, without the tick, to a wrong number or without an approved template', async () => {
    const before = (await scene.sentMessages()).length;
    const wrong = await send({ to: '12' });
    expect([wrong.status, section(wrong)]).toEqual([422, expect.stringContaining('This is not a phone number')]);
    expect(section(await send({ own: '' }))).toContain('Tick the box');
    await scene.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] }, 'short');
    await scene.waitForStatus(await scene.start('short'), 'completed');
    const customer = await send({ to: scene.userKey });
    expect([customer.status, section(customer)]).toEqual([
      422,
      expect.stringContaining('This number has orders in your account'),
    ]);
    await scene.configureMeta({ templates: templates.data.filter(({ name }) => name !== 'cod_confirm') });
    await english.get('/account/profile/flows/cod-confirmation');
    await english.post('/account/profile/flows/cod-confirmation/check');
    expect(section(await english.get(tryPath()))).toContain(
      'Meta has not approved the template of the first message yet',
    );
    expect((await english.post(path, { to: PHONE, own: 'yes' })).status).toBe(422);
    expect(section(await english.get(tryPath('short')))).toContain('This flow begins without a message');
    expect((await scene.sentMessages()).length).toBe(before);
    expect((await english.get(`${tryPath()}/msg_00000000000000000000000000`)).status).toBe(404);
  });
});
