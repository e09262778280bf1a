import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { runnableFlow } from '../../../../src/domain/flows/definition/runnable-flow';
import type { Effects } from '../../../../src/domain/flows/engine/effects';
import { interpret } from '../../../../src/domain/flows/engine/interpret';
import type { SendInput } from '../../../../src/domain/flows/steps/send-message/send-input';
import { executeStep } from '../../../../src/domain/flows/steps/step-kinds';
import { cloudPayload } from '../../../../src/domain/messages/cloud-payload';
import { newId } from '../../../../src/shared/crypto/ids';
import type { JsonObject } from '../../../../src/shared/json/json';

type Step = Record<string, unknown>;
type Rendered = { sent: SendInput } | { failed: string };

/** Runs a single send step with effects that only record their input. */
async function render(step: Step, variables: JsonObject, requestId = newId('req')): Promise<Rendered> {
  let rendered: Rendered = { failed: 'nothing' };
  const effects = {
    perform: async (_effect: unknown, _at: unknown, _progress: unknown, input: SendInput) => {
      rendered = { sent: input };
      return { kind: 'sent', messageId: 'msg', now: 0 };
    },
    end: async () => undefined,
    fail: async (_at: unknown, _progress: unknown, { code }: { code: string }) => {
      rendered = { failed: code };
    },
  } as unknown as Effects;
  await interpret({
    definition: runnableFlow({
      name: 'f',
      steps: [{ id: 'say', do: 'send_message', to: '+393331234567', ...step }],
    }),
    execute: executeStep,
    input: {
      request: { request_id: requestId, flow: 'f', user_key: 'u', object: null },
      variables,
      store: { id_store: 's', name: 'Negozio' },
      timeZone: 'Europe/Rome',
      currency: 'EUR',
      startedAt: 1_790_000_000_000,
    },
    effects,
  });
  return rendered;
}

const v = '{{ variables.v }}';
const w = '{{ variables.w }}';
const filled = (step: Step, length: number, character = 'x') => render(step, { v: character.repeat(length) });

test.each<[string, number, Step]>([
  ['text', 4_096, { text: v }],
  ['body over buttons', 1_024, { buttons: { text: v, buttons: ['A'] } }],
  ['title of a button', 20, { buttons: { text: 'x', buttons: [{ id: 'A', title: v }] } }],
  ['header', 60, { buttons: { text: 'x', header: v, buttons: ['A'] } }],
  ['footer', 60, { buttons: { text: 'x', footer: v, buttons: ['A'] } }],
  ['body over a list', 4_096, { list: { text: v, button: 'x', sections: [{ rows: [{ id: 'A', title: 'x' }] }] } }],
  ['button of a list', 20, { list: { text: 'x', button: v, sections: [{ rows: [{ id: 'A', title: 'x' }] }] } }],
  [
    'title of a section',
    24,
    { list: { text: 'x', button: 'x', sections: [{ title: v, rows: [{ id: 'A', title: 'x' }] }] } },
  ],
  ['title of a row', 24, { list: { text: 'x', button: 'x', sections: [{ rows: [{ id: 'A', title: v }] }] } }],
  [
    'description of a row',
    72,
    { list: { text: 'x', button: 'x', sections: [{ rows: [{ id: 'A', title: 'x', description: v }] }] } },
  ],
  ['caption', 1_024, { media: { kind: 'image', media_id: '1', caption: v } }],
  ['file name', 240, { media: { kind: 'document', media_id: '1', filename: v } }],
  ['parameter of a template', 1_024, { template: { name: 't', language: 'it', body: [v] } }],
])('%s: %i characters are allowed, one more is too long; an emoji counts as one', async (_, most, step) => {
  expect(await filled(step, most)).toHaveProperty('sent');
  expect(await filled(step, most + 1)).toEqual({ failed: 'too_long' });
  expect(await filled(step, most, '🎁')).toHaveProperty('sent');
  expect(await filled(step, most + 1, '🎁')).toEqual({ failed: 'too_long' });
});

test('a letter with a combining accent is one character; a joined emoji counts each of its parts', async () => {
  const step = { buttons: { text: 'x', buttons: [{ id: 'A', title: v }] } };
  const decomposed = await filled(step, 20, 'e\u0300');
  expect(decomposed).toMatchObject({ sent: { free: { buttons: [{ title: 'è'.repeat(20) }] } } });
  expect(await filled(step, 6, '👨‍👩‍👧')).toEqual({ failed: 'too_long' });
  expect(await filled(step, 4, '👨‍👩‍👧')).toHaveProperty('sent');
});

test.each<[string, string, Step]>([
  ['ftp://x.example/a', 'invalid_url', { media: { kind: 'image', url: v } }],
  ['', 'invalid_url', { media: { kind: 'image', url: v } }],
  ['91', 'invalid_location', { location: { latitude: v, longitude: '1' } }],
  ['1,5', 'invalid_location', { location: { latitude: '1', longitude: v } }],
  ['venti', 'invalid_amount', { template: { name: 't', language: 'it', body: [{ currency: 'EUR', amount: v }] } }],
  ['ok', 'invalid_emoji', { reaction: { emoji: v } }],
  ['👍👍', 'invalid_emoji', { reaction: { emoji: v } }],
  [
    'Sì',
    'duplicate_title',
    {
      buttons: {
        text: 'x',
        buttons: [
          { id: 'A', title: v },
          { id: 'B', title: 'Sì ' },
        ],
      },
    },
  ],
  [' ', 'empty_parameter', { text: v }],
  ['\t\n', 'empty_parameter', { template: { name: 't', language: 'it', body: [v] } }],
  [
    '',
    'empty_parameter',
    {
      list: {
        text: 'x',
        button: 'x',
        sections: [
          { title: v, rows: [{ id: 'A', title: 'x' }] },
          { title: 'x', rows: [{ id: 'B', title: 'x' }] },
        ],
      },
    },
  ],
  ['0612', 'invalid_recipient', { text: 'x', to: 'abc{{ variables.v }}' }],
])('«%s» fails with %s', async (value, code, step) => {
  expect(await render(step, { v: value })).toEqual({ failed: code });
});

test.each([
  ['JPY', '5990.00', 5_990_000, '5990 JPY'],
  ['JPY', '5990.6', 5_990_600, '5991 JPY'],
  ['EUR', '59.9', 59_900, '59.90 EUR'],
  ['EUR', '59,90', 59_900, '59.90 EUR'],
  ['EUR', '1.234,505', 1_234_505, '1234.51 EUR'],
  ['KWD', '1.234', 1_234, '1.234 KWD'],
  ['KWD', '5', 5_000, '5.000 KWD'],
  ['EUR', ' 0 ', 0, '0.00 EUR'],
])(
  'an amount in %s, %s, goes as thousandths and with the digits of its currency',
  async (currency, v, amount, text) => {
    const step = { template: { name: 't', language: 'it', body: [{ currency, amount: '{{ variables.v }}' }] } };
    const parameter = { type: 'currency', code: currency, amount1000: amount, fallback: text };
    expect(await render(step, { v })).toMatchObject({ sent: { template: { body: [parameter] } } });
  },
);

test.each(['-5', '1.234', '1000000000', '9'.repeat(101), '', '5 €'])(
  '«%s» is not a valid amount of a template',
  async (v) => {
    const step = { template: { name: 't', language: 'it', body: [{ currency: 'EUR', amount: '{{ variables.v }}' }] } };
    expect(await render(step, { v })).toEqual({ failed: 'invalid_amount' });
  },
);

const ALL: Step[] = [
  { text: v },
  { buttons: { text: v, header: w, footer: v, buttons: [{ id: 'A', title: w }, { id: 'B', title: v }, 'C'] } },
  {
    list: {
      text: w,
      button: v,
      header: v,
      footer: w,
      sections: [
        { title: v, rows: [{ id: 'A', title: w, description: v }] },
        { title: w, rows: [{ id: 'B', title: v }] },
      ],
    },
  },
  { media: { kind: 'image', url: `https://x.example/${v}`, caption: w } },
  { media: { kind: 'document', media_id: v, caption: w, filename: v } },
  { media: { kind: 'sticker', media_id: w } },
  { location: { latitude: v, longitude: w, name: v, address: w } },
  { reaction: { emoji: v, to: 'wamid.X' } },
  {
    template: {
      name: 't',
      language: 'it',
      header: v,
      body: [w, { name: 'n', text: v }, { currency: 'EUR', amount: v, fallback: w }, { date_time: v }],
      buttons: ['A', null, { url: v }],
    },
  },
  { template: { name: 't', language: 'it', header: { kind: 'document', url: v, filename: w } } },
];

const part = fc.oneof(
  fc.constantFrom(
    'a',
    ' ',
    '\n',
    '\t',
    '🎁',
    '👨‍👩‍👧',
    '\ud83d',
    '\udc4d',
    '\u0300',
    '\u0000',
    '\u200b',
    'https://',
    '1',
    '.5',
    '-',
    '"',
    '\\',
    '<',
    '&',
    '%',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const value = fc.oneof(
  { weight: 4, arbitrary: fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(part, fc.constantFrom(19, 20, 24, 60, 72, 1_024, 4_096))
      .map(([one, n]) => one.repeat(n).slice(0, n)),
  },
  fc.constantFrom('https://x.example/a b', '45.5', '12', '👍', '59.90'),
);

test('whatever Liquid renders, no message breaks Meta’s contract', async () => {
  const { meta } = inject('standins');
  const number = String(crypto.getRandomValues(new Uint32Array(1))[0]);
  let sends = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...ALL), value, value, async (step, one, other) => {
      const rendered = await render(step, { v: one, w: other });
      if ('failed' in rendered) {
        expect(rendered.failed).toMatch(
          /^(too_long|empty_parameter|invalid_(url|location|amount|emoji)|duplicate_title|template_limit)$/,
        );
        return;
      }
      const message = rendered.sent.free ?? rendered.sent.template;
      if (!message) throw new Error('there is no form');
      const payload = cloudPayload({ address: '393331234567', messageId: newId('msg'), replyToWamid: null, message });
      const response = await fetch(`${meta}/v23.0/${number}/messages`, {
        method: 'POST',
        headers: { authorization: 'Bearer any' },
        body: JSON.stringify(payload),
      });
      const answer = await response.text();
      if (response.status !== 200) throw new Error(`${answer}: ${JSON.stringify(payload)}`);
      sends += 1;
    }),
    { numRuns: 600, seed: 7 },
  );
  expect(sends).toBeGreaterThan(100);
}, 60_000);
