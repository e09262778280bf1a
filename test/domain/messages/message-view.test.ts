import { expect, test } from 'vitest';
import { cloudPayload } from '../../../src/domain/messages/cloud-payload';
import { messageView } from '../../../src/domain/messages/message-view';
import type {
  OutgoingMessage,
  OutgoingTemplate,
  TemplateParameter,
} from '../../../src/domain/messages/outgoing-message';
import type { JsonObject } from '../../../src/shared/json/json';

const listed = [
  {
    name: 'invoice',
    language: 'it',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Fattura {{ 1 }}' },
      { type: 'body', text: 'Gentile {{nome}}, {{totale}} del {{data}}. {{altro}}' },
      { type: 'FOOTER', text: 'Grazie' },
      { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Apri', url: 'https://x/{{1}}' }] },
    ] as JsonObject[],
  },
];
const show = (message: OutgoingMessage) =>
  messageView(cloudPayload({ address: '39333', messageId: 'msg_x', replyToWamid: null, message }), listed);
const text = (value: string, name: string | null = null): TemplateParameter => ({ type: 'text', text: value, name });
const template: OutgoingTemplate = {
  kind: 'template',
  name: 'invoice',
  language: 'it',
  header: null,
  body: [],
  buttons: [],
};

test('a template has its parameters filled in, by number or by name; missing ones stay as placeholders', () => {
  const shown = show({
    ...template,
    header: { type: 'text', text: '7/{{1}}', name: null },
    body: [
      text('Ada {{totale}}', 'nome'),
      { type: 'currency', code: 'EUR', amount1000: 59_900, fallback: '59,90 €' },
      { type: 'date_time', fallback: '1 luglio' },
    ],
    buttons: [{ url: '7' }],
  });
  expect(shown).toEqual({
    media: null,
    header: 'Fattura 7/{{1}}',
    text: 'Gentile Ada {{totale}}, {{totale}} del {{data}}. {{altro}}',
    footer: 'Grazie',
    buttons: ['Apri'],
    rows: [],
    unknown: null,
  });
});

test('a file in the header is shown above the text, by its name', () => {
  const header = { type: 'document', source: { url: 'https://x/f.pdf' }, filename: 'fattura.pdf' } as const;
  expect(show({ ...template, header })).toMatchObject({
    media: { kind: 'document', about: 'fattura.pdf' },
    header: '',
  });
});

test('an unknown template is shown by its name, its parameters and the ids of its buttons', () => {
  const shown = show({
    ...template,
    language: 'en',
    body: [text('Ada'), { type: 'currency', code: 'EUR', amount1000: 1, fallback: '1 €' }],
    buttons: [{ payload: 'YES' }, null, { url: 'x' }],
  });
  expect(shown).toMatchObject({
    text: '',
    buttons: ['YES'],
    unknown: { name: 'invoice', language: 'en', parameters: ['Ada', '1 €'] },
  });
});

test.each<[OutgoingMessage, object]>([
  [
    { kind: 'image', source: { url: 'https://x/a.jpg' }, caption: 'Eccola', filename: null },
    { media: { kind: 'image', about: 'https://x/a.jpg' }, text: 'Eccola' },
  ],
  [
    { kind: 'sticker', source: { mediaId: '99' }, caption: null, filename: null },
    { media: { kind: 'sticker', about: '99' }, text: '' },
  ],
  [
    { kind: 'location', latitude: '41.9', longitude: '12.5', name: 'Negozio', address: 'Via Roma 1' },
    { media: { kind: 'location', about: '41.9, 12.5' }, text: 'Negozio\nVia Roma 1' },
  ],
  [{ kind: 'reaction', emoji: '👍', to: 'wamid.x' }, { text: '👍' }],
  [
    { kind: 'buttons', text: 'Va bene?', header: 'Ordine', footer: 'Grazie', buttons: [{ id: 'A', title: 'Sì' }] },
    { header: 'Ordine', text: 'Va bene?', footer: 'Grazie', buttons: ['Sì'], rows: [] },
  ],
])('%o', (message, shown) => {
  expect(show(message)).toMatchObject(shown);
});

test('a template without parameters has no components', () => {
  const message: OutgoingMessage = { ...template, header: null, body: [], buttons: [] };
  const payload = cloudPayload({ address: '39333', messageId: 'msg_x', replyToWamid: null, message });
  expect(payload.template).toEqual({ name: 'invoice', language: { code: 'it', policy: 'deterministic' } });
});
