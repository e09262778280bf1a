import { describe, expect, test } from 'vitest';
import { checkDefinition } from '../../../../src/domain/flows/check/check-definition';
import { FlowDefinition } from '../../../../src/domain/flows/definition/definition';

const end = { id: 'done', do: 'end', outcome: 'ok' };
const to = '+393331234567';
const ask = { id: 'ask', do: 'send_message', to, text: 'Allora?' };
const answer = { id: 'answer', do: 'wait_for_reply', timeout: '1h' };

function told(steps: unknown[], more: object = {}): { issues: string[]; warnings: string[] } {
  const { issues, warnings } = checkDefinition({ name: 'x', steps, ...more });
  for (const { message } of [...issues, ...warnings]) expect(message).toMatch(/^\p{Lu}.{10,}/u);
  const short = (all: { path: string; code: string }[]) => all.map(({ path, code }) => `${path} ${code}`);
  return { issues: short(issues), warnings: short(warnings) };
}
const nothing = { issues: [], warnings: [] };

describe('a wait without an earlier question', () => {
  const unasked = (at: number) => ({ issues: [], warnings: [`/steps/${at} wait_without_question`] });

  test('is a warning, as another flow may have asked before it started this one', () => {
    expect(told([answer, end])).toEqual(unasked(0));
    expect(told([{ id: 'pause', do: 'wait', for: '1h' }, answer, end])).toEqual(unasked(1));
  });

  test('also where a message comes later, only marks as read, only reacts, or leads to the wait only when it fails', () => {
    expect(told([answer, ask, end])).toEqual(unasked(0));
    expect(told([{ id: 'seen', do: 'send_message', to, mark_read: true }, answer, end])).toEqual(unasked(1));
    expect(told([{ id: 'like', do: 'send_message', to, reaction: { emoji: '👍' } }, answer, end])).toEqual(unasked(1));
    expect(told([{ ...ask, on_failed: 'answer' }, end, answer, { ...end, id: 'end' }])).toEqual(unasked(2));
  });

  test('not where any path or a loop asks, or where the customer started the flow', () => {
    expect(told([ask, answer, end])).toEqual(nothing);
    expect(told([ask, answer, { ...answer, id: 'again' }, end])).toEqual(nothing);
    const branch = { id: 'b', do: 'branch', cases: [{ when: 'variables.x', goto: 'answer' }] };
    expect(told([branch, ask, answer, end])).toEqual(nothing);
    expect(told([{ ...answer, on_timeout: 'ask', otherwise: 'done' }, ask, { ...answer, id: 'b' }, end])).toEqual(
      unasked(0),
    );
    expect(told([answer, end], { trigger: { on: 'message.received' } })).toEqual(nothing);
  });

  test('not where a person resumes the request at it', () => {
    const human = { id: 'human', do: 'hand_over' };
    expect(told([human, answer, end]).warnings).toEqual(['/steps/1 only_by_resume']);
  });
});

describe('a flow that a message starts has no object', () => {
  const trigger = { on: 'message.received' };
  const order = { id: 'order', do: 'get_object', save_as: 'order', on_not_found: 'done' };
  const push = { id: 'push', do: 'update_object', variables: { aa: 1 } };

  test('a step that names no object is an issue', () => {
    expect(told([order, push, end], { trigger }).issues).toEqual(['/steps/0 no_object', '/steps/1 no_object']);
  });

  test('a step that names an object is allowed', () => {
    const object = { id: '{{ reply.text }}' };
    expect(told([{ ...order, object }, { ...push, object }, end], { trigger })).toEqual(nothing);
    expect(told([order, push, end])).toEqual(nothing);
  });

  test('is a warning where a condition tests for the object', () => {
    const branch = { id: 'b', do: 'branch', cases: [{ when: 'object.id', goto: 'push' }], otherwise: 'done' };
    expect(told([branch, push, end], { trigger })).toEqual({ issues: [], warnings: ['/steps/1 no_object'] });
  });

  test.each(['', ' '])('an object named %j is an issue', (id) => {
    expect(told([{ ...push, object: { id } }, end]).issues).toEqual(['/steps/0/object/id no_object']);
    expect(told([{ ...push, object: { id: '1', type: id } }, end]).issues).toEqual(['/steps/0/object/type no_object']);
  });
});

describe('a literal that is never valid', () => {
  const send = (form: object): string[] => told([{ id: 'say', do: 'send_message', to, ...form }, end]).issues;
  const template = (more: object) => ({ template: { name: 'a', language: 'it', ...more } });
  const currency = (amount: string, more: object = {}) => template({ body: [{ currency: 'EUR', amount, ...more }] });
  const place = (latitude: string, longitude: string) => ({ location: { latitude, longitude } });
  const x = (length: number) => 'x'.repeat(length);

  test.each<[string, object, string[]]>([
    ['an amount', currency('sessanta'), ['template/body/0/amount invalid_amount']],
    ['an amount below nothing', currency('-1.00'), ['template/body/0/amount invalid_amount']],
    ['a variable without braces', currency('order.total'), ['template/body/0/amount invalid_amount']],
    ['a fallback of blanks', currency('1', { fallback: ' ' }), ['template/body/0/fallback empty_text']],
    [
      'a currency',
      template({ body: [{ currency: 'EURO', amount: '1' }] }),
      ['template/body/0/currency invalid_currency'],
    ],
    ['a latitude', place('91', '9'), ['location/latitude invalid_location']],
    ['a longitude', place('45', '180.5'), ['location/longitude invalid_location']],
    ['a place with commas', place('45,1', '9.1'), ['location/latitude invalid_location']],
    ['a word as an emoji', { reaction: { emoji: 'ok' } }, ['reaction/emoji invalid_emoji']],
    ['two emojis', { reaction: { emoji: '👍👍' } }, ['reaction/emoji invalid_emoji']],
    ['a message to react to', { reaction: { emoji: '👍', to: 'reply.wamid' } }, ['reaction/to invalid_message_id']],
    ['a message to answer', { text: 'x', reply_to: 'reply.wamid' }, ['reply_to invalid_message_id']],
    ['a header of 61', template({ header: x(61) }), ['template/header too_long']],
    ['a named header of 61', template({ header: { name: 'a', text: x(61) } }), ['template/header/text too_long']],
    ['a template with capitals', template({ name: 'Cod_Confirm' }), ['template/name invalid_template_name']],
    ['a template with blanks', template({ name: 'cod confirm' }), ['template/name invalid_template_name']],
    ['a template of 513', template({ name: x(513) }), ['template/name invalid_template_name']],
    ['a language with a hyphen', template({ language: 'it-IT' }), ['template/language invalid_language']],
    ['a language by its name', template({ language: 'Italiano' }), ['template/language invalid_language']],
    ['a parameter’s name', template({ body: [{ name: 'Nome', text: 'x' }] }), ['template/body/0/name invalid_name']],
    [
      'an address of 2,049',
      { media: { kind: 'image', url: `https://a.example/${x(2_031)}` } },
      ['media/url invalid_url'],
    ],
    ['an uploaded file', { media: { kind: 'image', media_id: x(201) } }, ['media/media_id too_long']],
    [
      'a section without a title, one of two',
      {
        list: {
          text: 'x',
          button: 'x',
          sections: [
            { title: ' ', rows: [{ id: 'a', title: 'A' }] },
            { title: 'B', rows: [{ id: 'b', title: 'B' }] },
          ],
        },
      },
      ['list/sections/0/title empty_text'],
    ],
  ])('%s', (_, form, issues) => {
    expect(send(form)).toEqual(issues.map((issue) => `/steps/0/${issue}`));
  });

  test.each<[string, object]>([
    ['an amount with one decimal', currency('59.9')],
    ['what Liquid gives', currency('{{ order.x }}', { fallback: '{{ now }}' })],
    ['the ends of the earth', place('-90', '180.000')],
    ['an emoji of several', { reaction: { emoji: '👩🏽‍🚀' } }],
    ['no emoji, which takes the reaction back', { reaction: { emoji: '' } }],
    ['a header of 60', template({ header: x(60) })],
    ['a language with its country', template({ language: 'pt_BR' })],
    ['a language of three letters', template({ language: 'fil' })],
    ['a named parameter', template({ body: [{ name: 'first_name', text: 'x' }] })],
    ['an answer to Meta’s id', { text: 'x', reply_to: 'wamid.HBgMMzkzMzMx' }],
  ])('but %s may', (_, form) => {
    const set = { id: 'order', do: 'get_object', save_as: 'order', on_not_found: 'done' };
    expect(told([set, { id: 'say', do: 'send_message', to, ...form }, end]).issues).toEqual([]);
  });

  const kind = (each: object) => told([ask, { ...answer, cases: [{ ...each, goto: 'done' }] }, end]).issues;

  test.each(['photo', 'request_welcome', 'unsupported', 'system', 'Image', '', 'none'])(
    'a case for the kind %j, in which nobody answers',
    (name) => {
      expect(kind({ kind: name })).toEqual(['/steps/1/cases/0/kind unknown_kind']);
    },
  );

  test('every kind of reply can be used in a case', () => {
    const kinds = ['text', 'button', 'interactive', 'image', 'video', 'audio', 'document', 'sticker', 'location'];
    for (const name of [...kinds, 'contacts', 'order', 'reaction'])
      expect([name, kind({ kind: name })]).toEqual([name, []]);
  });

  test('a button or a row with a kind that has none is an issue', () => {
    expect(kind({ button: 'A', kind: 'text' })).toEqual(['/steps/1/cases/0 case_never_reached']);
    expect(kind({ list: 'A', kind: 'button' })).toEqual(['/steps/1/cases/0 case_never_reached']);
    expect(kind({ button: 'A', kind: 'interactive' })).toEqual([]);
  });

  test('a blank outcome or kind of a charge, or one over 60 characters, is an issue', () => {
    expect(told([{ ...end, outcome: ' ' }]).issues).toEqual(['/steps/0/outcome empty_text']);
    expect(told([{ ...end, outcome: x(61) }]).issues).toEqual(['/steps/0/outcome too_long']);
    const charge = { id: 'pay', do: 'charge', unit_price: '1' };
    expect(told([{ ...charge, kind: ' ' }, end]).issues).toEqual(['/steps/0/kind empty_text']);
    expect(told([{ ...charge, kind: x(61) }, end]).issues).toEqual(['/steps/0/kind too_long']);
    expect(
      told([
        { ...charge, kind: x(60) },
        { ...end, outcome: x(60) },
      ]),
    ).toEqual(nothing);
  });
});

describe('names with Liquid', () => {
  const send = {
    ...ask,
    text: undefined,
    template: { name: 'cod_{{ variables.kind }}', language: '{{ variables.language | default: "it" }}' },
  };
  const steps = [
    send,
    { id: 'pay', do: 'charge', kind: 'call.{{ variables.kind }}' },
    { ...end, outcome: '{{ variables.kind | append: "_done" }}' },
  ];

  test('are checked like any other text', () => {
    expect(told(steps)).toEqual(nothing);
    const wrong = structuredClone(steps) as any[];
    wrong[0].template.name = '{{ nowhere.x }}';
    wrong[0].template.language = '{{ now';
    wrong[1].kind = '{% include "x" %}';
    wrong[2].outcome = '{{ ordr.total }}';
    expect(told(wrong).issues).toEqual([
      '/steps/0/template/language template_syntax',
      '/steps/0/template/name unknown_variable',
      '/steps/1/kind template_syntax',
      '/steps/2/outcome unknown_variable',
    ]);
  });

  test('a name that is too long even without its Liquid is refused', () => {
    expect(told([{ ...end, outcome: `${'x'.repeat(61)}{{ now }}` }]).issues).toEqual(['/steps/0/outcome too_long']);
  });

  test('the name of a parameter and the id of a button are not rendered', () => {
    const template = { name: 'a', language: 'it', body: [{ name: '{{ now }}', text: 'x' }] };
    expect(told([{ ...ask, text: undefined, template }, end]).warnings).toContain(
      '/steps/0/template/body/0/name liquid_not_rendered',
    );
  });
});

describe('members that an order never has', () => {
  const trigger = (when: string) => ({ on: 'order.created', when });

  test('are a warning in the conditions of triggers and cancellations', () => {
    const { issues, warnings } = told([end], {
      trigger: trigger("order.totale > 50 and order.customer.nome == 'Ada' and order.shipping_address.cap"),
      cancel_on: [{ on: 'order.updated', when: 'order.stato' }],
    });
    expect(issues).toEqual([]);
    expect(warnings).toEqual(['/cancel_on/0/when unknown_variable', '/trigger/when unknown_variable']);
  });

  test.each([
    'order.total > 50',
    "order.tags contains 'vip' and order.tags.size > 1",
    "order.items.first.sku == 'A' and order.items[0].quantity > 1",
    "order.attributes.consegna == 'x' and order.variables.anything.at.all",
    "order.customer.language == 'it' and order.shipping_address.province_code",
    'order.outstanding > 0 and order.current_total and order.placed_at and order.number',
    'order',
  ])('«%s» reads only members that exist', (when) => {
    expect(told([end], { trigger: trigger(when) })).toEqual(nothing);
  });

  test('the members of a merchant’s own object are not checked', () => {
    const steps = [
      { id: 'order', do: 'get_object', save_as: 'order', on_not_found: 'done' },
      { ...ask, text: '{{ order.totale }}' },
      end,
    ];
    expect(told(steps)).toEqual(nothing);
  });

  test('the object of a condition on createRequest has a type and an id', () => {
    expect(told([end], { trigger: { on: 'api', when: "object.type == 'order' and object.id" } })).toEqual(nothing);
    expect(told([end], { trigger: { on: 'api', when: 'object.total' } }).warnings).toEqual([
      '/trigger/when unknown_variable',
    ]);
  });
});

test('a saved definition is read without the checks of saving', () => {
  const old = {
    name: 'x',
    steps: [
      answer,
      { ...ask, text: undefined, template: { name: 'Cod Confirm', language: 'it-IT', header: 'x'.repeat(100) } },
      { id: 'said', do: 'wait_for_reply', timeout: '1h', cases: [{ text: [' '], kind: 'photo', goto: 'done' }] },
      { id: 'like', do: 'send_message', to, reaction: { emoji: 'ok' } },
      { id: 'pay', do: 'charge', kind: ' ' },
      { ...end, outcome: ' ' },
    ],
  };
  expect(FlowDefinition.safeParse(old).success).toBe(true);
});
