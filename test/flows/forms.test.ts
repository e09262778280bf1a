import { afterAll, beforeAll, expect, test } from 'vitest';
import { newScene, type Scene } from '../support/scene';

const body = (text: string) => ({ type: 'BODY', text });
const listed = (name: string, ...components: Record<string, unknown>[]) => ({
  name,
  language: 'it',
  status: 'APPROVED',
  category: 'UTILITY',
  components,
});
const TEMPLATES = [
  listed('plain', body('Il suo ordine è partito.')),
  listed('header_text', { type: 'HEADER', format: 'TEXT', text: 'Ordine {{1}}' }, body('È partito.')),
  ...['IMAGE', 'VIDEO', 'DOCUMENT'].map((format) =>
    listed(`header_${format.toLowerCase()}`, { type: 'HEADER', format }, body('È partito.')),
  ),
  listed('positional', body('Ciao {{1}}, il totale è {{2}}, arriva {{3}}.')),
  listed('named', body('Ciao {{nome}}, il totale è {{totale}}.')),
  listed('buttons', body('Conferma?'), {
    type: 'BUTTONS',
    buttons: [
      { type: 'QUICK_REPLY', text: 'Sì' },
      { type: 'PHONE_NUMBER', text: 'Chiama', phone_number: '+390612345678' },
      { type: 'URL', text: 'Apri', url: 'https://shop.example/o/{{1}}' },
    ],
  }),
];

/** The variables that the forms render. */
const variables = { name: 'Zoë 👩‍🚀', total: '59.9', day: 'martedì\n12 maggio', file: 'fattura 7.pdf', lat: 41.9028 };
const FILE = 'https://cdn.example/f.bin';

const text = (value: string) => ({ type: 'text', text: value });
const component = (type: string, ...parameters: unknown[]) => ({ type, parameters });
const template = (name: string, ...components: unknown[]) => ({
  type: 'template',
  template: {
    name,
    language: { code: 'it', policy: 'deterministic' },
    ...(components.length > 0 ? { components } : {}),
  },
});

type Form = [
  name: string,
  step: Record<string, unknown>,
  message: (ids: { request: string; last: string }) => Record<string, unknown>,
];
const FORMS: Form[] = [
  ['template without parameters', { template: { name: 'plain', language: 'it' } }, () => template('plain')],
  [
    'template, header text',
    { template: { name: 'header_text', language: 'it', header: '{{ object.id }}' } },
    () => template('header_text', component('header', text('1001'))),
  ],
  ...['image', 'video'].map(
    (kind): Form => [
      `template, header ${kind} by address`,
      { template: { name: `header_${kind}`, language: 'it', header: { kind, url: FILE } } },
      () => template(`header_${kind}`, component('header', { type: kind, [kind]: { link: FILE } })),
    ],
  ),
  [
    'template, header document by id',
    {
      template: {
        name: 'header_document',
        language: 'it',
        header: { kind: 'document', media_id: '77', filename: '{{ variables.file }}' },
      },
    },
    () =>
      template(
        'header_document',
        component('header', { type: 'document', document: { id: '77', filename: 'fattura 7.pdf' } }),
      ),
  ],
  [
    'template, body by position with an amount and a date',
    {
      template: {
        name: 'positional',
        language: 'it',
        body: [
          '{{ variables.name }}',
          { currency: 'EUR', amount: '{{ variables.total }}' },
          { date_time: '{{ variables.day }}' },
        ],
      },
    },
    () =>
      template(
        'positional',
        component(
          'body',
          text('Zoë 👩‍🚀'),
          { type: 'currency', currency: { fallback_value: '59.90 EUR', code: 'EUR', amount_1000: 59_900 } },
          { type: 'date_time', date_time: { fallback_value: 'martedì 12 maggio' } },
        ),
      ),
  ],
  [
    'template, body by name',
    {
      template: {
        name: 'named',
        language: 'it',
        body: [
          { name: 'totale', text: '{{ variables.total }}' },
          { name: 'nome', text: '{{ variables.name }}' },
        ],
      },
    },
    () =>
      template(
        'named',
        component(
          'body',
          { type: 'text', parameter_name: 'totale', text: '59.9' },
          { type: 'text', parameter_name: 'nome', text: 'Zoë 👩‍🚀' },
        ),
      ),
  ],
  [
    'template, a quick reply, a button that takes nothing, the end of a URL',
    { template: { name: 'buttons', language: 'it', buttons: ['YES', null, { url: '{{ object.id }}?a=1' }] } },
    ({ request }) =>
      template(
        'buttons',
        {
          ...component('button', { type: 'payload', payload: `${request}.YES` }),
          index: '0',
          sub_type: 'quick_reply',
        },
        { ...component('button', text('1001?a=1')), index: '2', sub_type: 'url' },
      ),
  ],
  [
    'text',
    { text: 'Ciao {{ variables.name }}\n*{{ variables.total }}*' },
    () => ({ type: 'text', text: { body: 'Ciao Zoë 👩‍🚀\n*59.9*', preview_url: false } }),
  ],
  [
    'reply buttons',
    { buttons: { text: 'Va bene?', header: 'Ordine', footer: 'Negozio', buttons: ['Sì', { id: 'NO', title: 'No!' }] } },
    ({ request }) => ({
      type: 'interactive',
      interactive: {
        type: 'button',
        header: { type: 'text', text: 'Ordine' },
        body: { text: 'Va bene?' },
        footer: { text: 'Negozio' },
        action: {
          buttons: [
            { type: 'reply', reply: { id: `${request}.Sì`, title: 'Sì' } },
            { type: 'reply', reply: { id: `${request}.NO`, title: 'No!' } },
          ],
        },
      },
    }),
  ],
  [
    'list',
    {
      list: {
        text: 'Quando?',
        button: 'Scegli',
        sections: [
          { title: 'Mattina', rows: [{ id: 'M9', title: 'Alle 9', description: 'con {{ variables.name }}' }] },
          { title: 'Sera', rows: [{ id: 'S18', title: 'Alle 18', description: '' }] },
        ],
      },
    },
    ({ request }) => ({
      type: 'interactive',
      interactive: {
        type: 'list',
        body: { text: 'Quando?' },
        action: {
          button: 'Scegli',
          sections: [
            { title: 'Mattina', rows: [{ id: `${request}.M9`, title: 'Alle 9', description: 'con Zoë 👩‍🚀' }] },
            { title: 'Sera', rows: [{ id: `${request}.S18`, title: 'Alle 18' }] },
          ],
        },
      },
    }),
  ],
  ...['image', 'video'].map(
    (kind): Form => [
      kind,
      { media: { kind, url: FILE, caption: 'Ecco {{ variables.total }}' } },
      () => ({ type: kind, [kind]: { link: FILE, caption: 'Ecco 59.9' } }),
    ],
  ),
  ...['audio', 'sticker'].map(
    (kind): Form => [kind, { media: { kind, media_id: '4711' } }, () => ({ type: kind, [kind]: { id: '4711' } })],
  ),
  [
    'document',
    { media: { kind: 'document', url: `${FILE}?n={{ object.id }}`, filename: '{{ variables.file }}' } },
    () => ({ type: 'document', document: { link: `${FILE}?n=1001`, filename: 'fattura 7.pdf' } }),
  ],
  [
    'location',
    { location: { latitude: '{{ variables.lat }}', longitude: '12.4964', name: 'Negozio', address: 'Via Roma 1' } },
    () => ({
      type: 'location',
      location: { latitude: '41.9028', longitude: '12.4964', name: 'Negozio', address: 'Via Roma 1' },
    }),
  ],
  [
    "reaction to the customer's last message",
    { reaction: { emoji: '👍🏽' } },
    ({ last }) => ({ type: 'reaction', reaction: { message_id: last, emoji: '👍🏽' } }),
  ],
  [
    'a reaction taken back',
    { reaction: { emoji: '', to: 'wamid.OTHER' } },
    () => ({ type: 'reaction', reaction: { message_id: 'wamid.OTHER', emoji: '' } }),
  ],
  [
    "an answer to the customer's last message",
    { text: 'Ecco', reply_to: true },
    ({ last }) => ({ type: 'text', text: { body: 'Ecco', preview_url: false }, context: { message_id: last } }),
  ],
  [
    'an answer to a message by Meta’s id',
    { text: 'Ecco', reply_to: 'wamid.{{ object.id }}' },
    () => ({ type: 'text', text: { body: 'Ecco', preview_url: false }, context: { message_id: 'wamid.1001' } }),
  ],
];

const END = { id: 'done', do: 'end', outcome: 'said' };
let scene: Scene;
let last: string;
beforeAll(async () => {
  scene = await newScene();
  await scene.configureMeta({ templates: TEMPLATES });
  last = await scene.openWindow();
});
afterAll(async () => expect(await scene.violations()).toEqual([]));

async function run(steps: Record<string, unknown>[]) {
  const key = `f${crypto.randomUUID()}`;
  const id = (i: number) => `say${i}`;
  await scene.saveFlow(
    {
      steps: [
        ...steps.map((step, i) => ({ id: id(i), do: 'send_message', to: '{{ request.user_key }}', ...step })),
        END,
      ],
    },
    key,
  );
  return scene.waitForStatus(await scene.start(key, { variables }), 'completed');
}
const sentBy = async (requestId: string) => {
  const { data } = (await scene.as('GET', `/v1/messages?request_id=${requestId}`)).body;
  const sent = await scene.sentMessages();
  return data.toReversed().map(({ wamid }: { wamid: string }) => sent.find((each) => each.wamid === wamid)?.body);
};

test.each(FORMS)('%s is sent exactly in Meta’s format', async (_, step, message) => {
  const { request_id: requestId, steps } = await run([step]);
  expect(await sentBy(requestId)).toEqual([
    {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: scene.customer,
      ...message({ request: requestId, last }),
      biz_opaque_callback_data: steps.find((each: any) => each.step === 'say0').detail.message_id,
    },
  ]);
});

test('our id can reference an earlier message of the flow', async () => {
  const { request_id: requestId } = await run([
    { text: 'La fattura:', save_as: 'first' },
    { text: 'Eccola', reply_to: '{{ first.message_id }}' },
  ]);
  const [first, second] = await sentBy(requestId);
  const wamid = (await scene.sentMessages()).find(({ body: { biz_opaque_callback_data: id } }) => {
    return id === first.biz_opaque_callback_data;
  })?.wamid;
  expect(second.context).toEqual({ message_id: wamid });
});

test("the customer's message is marked as read, with the typing indicator, alone or before an answer", async () => {
  const [before, earlier] = [(await scene.sentMessages()).length, (await scene.readReceipts()).length];
  const { steps } = await run([{ mark_read: true }, { mark_read: 'typing', text: 'Un attimo' }]);
  expect((await scene.readReceipts()).slice(earlier)).toEqual([
    { messaging_product: 'whatsapp', status: 'read', message_id: last },
    { messaging_product: 'whatsapp', status: 'read', message_id: last, typing_indicator: { type: 'text' } },
  ]);
  expect((await scene.sentMessages()).slice(before).map(({ body: { type } }) => type)).toEqual(['text']);
  expect(steps.find((each: any) => each.step === 'say0')).toMatchObject({
    status: 'done',
    detail: { marked_read: true },
  });
});

test('a customer known only by a user id gets the message by that id', async () => {
  const { request_id: requestId } = await run([
    { template: { name: 'plain', language: 'it' }, to: 'IT.13491208655302741918' },
  ]);
  const [sent] = await sentBy(requestId);
  expect(sent).toMatchObject({ recipient: 'IT.13491208655302741918', type: 'template' });
  expect(sent).not.toHaveProperty('to');
});

test('a message that WhatsApp would refuse fails with a code before Meta is called', async () => {
  const before = (await scene.sentMessages()).length;
  const key = `f${crypto.randomUUID()}`;
  const title = '{{ variables.title }}';
  await scene.saveFlow(
    {
      steps: [
        {
          id: 'say',
          do: 'send_message',
          to: '{{ request.user_key }}',
          buttons: { text: 'x', buttons: [{ id: 'A', title }] },
        },
        END,
      ],
    },
    key,
  );
  const start = async (value: string) => scene.start(key, { variables: { title: value } });
  const [fits, long, empty] = await Promise.all([start('x'.repeat(20)), start('x'.repeat(21)), start(' ')]);
  await scene.waitForStatus(fits, 'completed');
  expect((await scene.waitForStatus(long, 'failed')).error).toMatchObject({ code: 'too_long', step: 'say' });
  expect((await scene.waitForStatus(empty, 'failed')).error).toMatchObject({ code: 'empty_parameter', step: 'say' });
  expect(await scene.sentMessages()).toHaveLength(before + 1);
});
