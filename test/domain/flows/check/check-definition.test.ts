import { describe, expect, test } from 'vitest';
import { checkDefinition } from '../../../../src/domain/flows/check/check-definition';
import codFlow from '../../../support/cod-flow.json';

const end = { id: 'done', do: 'end', outcome: 'ok' };
const say = { id: 'say', do: 'send_message', to: '{{ user.user_key }}', text: 'Ciao' };
const answer = { id: 'answer', do: 'wait_for_reply', timeout: '24h' };

/** Returns all issues and warnings of a flow, as `pointer code`. */
function told(steps: unknown[], more: object = {}): { issues: string[]; warnings: string[] } {
  const { issues, warnings } = checkDefinition({ name: 'x', steps, ...more });
  const short = (all: { path: string; code: string }[]) => all.map(({ path, code }) => `${path} ${code}`);
  return { issues: short(issues), warnings: short(warnings) };
}
const nothing = { issues: [], warnings: [] };

test('the flow of the guide has no issues', () => {
  const { definition, issues, warnings } = checkDefinition(codFlow);
  expect([issues, warnings, definition?.steps.length]).toEqual([[], [], codFlow.steps.length]);
});

test.each([
  ['2027-12-24T09:00', []],
  ['1814457600', []],
  ['20271224', ['/steps/0/until invalid_instant']],
  ['2027', ['/steps/0/until invalid_instant']],
])('a wait until «%s» is checked as a run reads it', (until, issues) => {
  expect(told([{ id: 'pause', do: 'wait', until }, end])).toEqual({ issues, warnings: [] });
});

describe('paths through a flow', () => {
  test('an unreachable step is reported, also one below a branch that always jumps', () => {
    const branch = { id: 'a', do: 'branch', cases: [{ when: 'now', goto: 'done' }], otherwise: 'done' };
    expect(told([branch, { ...say, id: 'b' }, end])).toEqual({
      issues: ['/steps/1 unreachable_step'],
      warnings: [],
    });
  });

  test('where a person can resume at any step, the first unreachable one is a warning', () => {
    const steps = [
      { id: 'human', do: 'hand_over', note: 'x' },
      { ...say, id: 'a' },
      { ...end, id: 'yes' },
      { ...end, id: 'no' },
    ];
    expect(told(steps).warnings).toEqual(['/steps/1 only_by_resume', '/steps/3 only_by_resume']);
    expect(told(steps).issues).toEqual([]);
  });

  test.each([
    ['a message', say],
    ['a wait that only jumps on a time-out', { ...answer, on_timeout: 'x' }],
    ['a branch without otherwise', { id: 'b', do: 'branch', cases: [{ when: 'now', goto: 'x' }] }],
  ])('%s as the last step leaves the flow without an outcome', (_, last) => {
    const first = { id: 'x', do: 'set', variables: { a: 1 } };
    const { issues } = told([first, { id: 'pause', do: 'wait', for: '1h' }, last]);
    expect(issues).toEqual(['/steps/2 no_end']);
  });

  test('a hand-over, or a wait that always jumps, may be the last step', () => {
    expect(told([say, { id: 'human', do: 'hand_over' }])).toEqual(nothing);
    const jumps = { ...answer, cases: [], otherwise: 'x', on_timeout: 'x' };
    expect(
      told([say, { id: 'a', do: 'branch', cases: [{ when: 'now', goto: 'answer' }] }, { ...end, id: 'x' }, jumps]),
    ).toEqual(nothing);
  });

  test('a loop without a wait is reported once with its steps; with a wait it is allowed', () => {
    const loop = (middle: object[]) => [
      { id: 'a', do: 'set', variables: { n: 1 } },
      ...middle,
      { id: 'b', do: 'branch', cases: [{ when: 'variables.n', goto: 'a' }] },
      end,
    ];
    const { issues } = checkDefinition({ name: 'x', steps: loop([say]) });
    expect(issues).toEqual([
      {
        path: '/steps/2/cases/0/goto',
        code: 'loop_without_wait',
        message: 'Nothing waits in the loop a → say → b → a: put a wait or a wait_for_reply into it',
      },
    ]);
    expect(told(loop([{ id: 'pause', do: 'wait', for: '1h' }]))).toEqual(nothing);
    expect(told(loop([say, answer]))).toEqual(nothing);
  });

  test('two loops are two issues', () => {
    const back = (id: string, goto: string) => ({ id, do: 'branch', cases: [{ when: 'now', goto }] });
    const { issues } = told([{ ...say, id: 'a' }, back('b', 'a'), { ...say, id: 'c' }, back('d', 'c'), end]);
    expect(issues).toEqual(['/steps/1/cases/0/goto loop_without_wait', '/steps/3/cases/0/goto loop_without_wait']);
  });

  test('a jump to the step itself is an issue, except for a wait, which may start over', () => {
    expect(told([{ ...say, on_failed: 'say' }, end]).issues).toEqual(['/steps/0/on_failed jump_to_itself']);
    expect(told([say, { ...answer, otherwise: 'answer' }, end])).toEqual(nothing);
    expect(told([say, { ...answer, on_timeout: 'answer' }, end]).warnings).toEqual([
      '/steps/1/on_timeout jump_to_itself',
    ]);
  });

  test('every duplicate id and every jump to an unknown step is reported', () => {
    expect(told([say, { ...say, on_failed: 'nowhere' }, end]).issues).toEqual([
      '/steps/1/id duplicate_step',
      '/steps/1/on_failed unknown_step',
    ]);
  });
});

describe('variables', () => {
  const order = { id: 'order', do: 'get_object', save_as: 'order', on_not_found: 'say' };

  test('a variable that no step saves, or only a later one, is an issue', () => {
    const reads = { ...say, text: '{{ ordr.total }} {{ reply.text }}' };
    expect(told([reads, answer, end]).issues).toEqual(['/steps/0/text unknown_variable']);
    expect(checkDefinition({ name: 'x', steps: [{ ...say, text: '{{ reply.text }}' }, answer, end] }).issues).toEqual([
      {
        path: '/steps/0/text',
        code: 'unknown_variable',
        message: 'No path to this step sets reply: move a step that saves it before this one',
      },
    ]);
  });

  test('a variable that only some paths set is a warning', () => {
    const { issues, warnings } = told([order, { ...say, text: '{{ order.total }}' }, end]);
    expect([issues, warnings]).toEqual([[], ['/steps/1/text variable_maybe_unset']]);
    expect(told([{ ...order, on_not_found: 'done' }, { ...say, text: '{{ order.total }}' }, end])).toEqual(nothing);
  });

  test('a variable that a step saves cannot be read after the step has failed', () => {
    const failed = { ...order, on_not_found: 'gone' };
    const gone = { ...say, id: 'gone', text: '{{ order.total }}' };
    expect(told([failed, end, gone, { ...end, id: 'end' }]).issues).toEqual(['/steps/2/text unknown_variable']);
  });

  test('the conditions of a wait can read its reply', () => {
    const when = [{ when: "reply.kind == 'image' and foto.kind", goto: 'done' }];
    expect(told([say, { ...answer, save_as: 'foto', cases: when }, end])).toEqual(nothing);
  });

  test('any member of variables is allowed; an unknown member of request, store or user is a warning', () => {
    expect(told([{ ...say, text: '{{ variables.anything }} {{ now }} {{ request.object.id }}' }, end])).toEqual(
      nothing,
    );
    expect(told([{ ...say, text: '{{ user.name }}' }, end]).warnings).toEqual(['/steps/0/text unknown_variable']);
  });

  test('a built-in name cannot be used by save_as', () => {
    expect(told([{ ...order, on_not_found: 'done', save_as: 'request' }, end]).issues).toEqual([
      '/steps/0/save_as name_taken',
    ]);
  });

  test('conditions of triggers can read the order and its variables', () => {
    const trigger = { on: 'order.created', when: "order.payment_method == 'cod' and variables.x" };
    const cancel_on = [{ on: 'order.cancelled', when: 'reply.text' }];
    expect(told([end], { trigger, cancel_on }).issues).toEqual(['/cancel_on/0/when unknown_variable']);
    const api = { on: 'api', when: 'variables.x and object.id' };
    expect(told([end], { trigger: api })).toEqual(nothing);
    const message = { on: 'message.received', when: "reply.text contains 'reso' and user.user_key" };
    expect(told([{ ...say, text: '{{ reply.text }}' }, end], { trigger: message })).toEqual(nothing);
    expect(told([end], { trigger: { ...message, when: 'order.total' } }).issues).toEqual([
      '/trigger/when unknown_variable',
    ]);
  });
});

describe('Liquid', () => {
  test.each([
    ['{{ now', 'template_syntax'],
    ['{% if now %}x', 'template_syntax'],
    ['{% include "x" %}', 'template_syntax'],
    ['{{ now | nosuch }}', 'template_syntax'],
    ['{% if now %}'.repeat(17) + '{% endif %}'.repeat(17), 'template_limit'],
  ])('«%s» is refused', (text, code) => {
    expect(told([{ ...say, text }, end]).issues).toEqual([`/steps/0/text ${code}`]);
  });

  test('the messages list the tags and filters', () => {
    const of = (text: string) => checkDefinition({ name: 'x', steps: [{ ...say, text }, end] }).issues[0]?.message;
    expect(of('{% include "x" %}')).toBe(
      'There is no tag include; there are assign, break, capture, case, comment, continue, for, if, unless',
    );
    expect(of('{{ now | nosuch }}')).toMatch(/^There is no filter nosuch; there are abs, append,/);
  });

  test('an invalid condition is refused, also one with braces', () => {
    for (const when of ['order.total >', '{{ now }}', 'now now', '']) {
      const branch = { id: 'b', do: 'branch', cases: [{ when, goto: 'done' }] };
      expect(told([branch, end]).issues, when).toEqual(['/steps/0/cases/0/when template_syntax']);
    }
  });

  test('braces in a text that is not rendered are a warning', () => {
    const asks = { ...answer, cases: [{ text: ['{{ variables.x }}'], goto: 'done' }] };
    expect(told([say, asks, end]).warnings).toEqual(['/steps/1/cases/0/text/0 liquid_not_rendered']);
  });
});

describe('limits of WhatsApp', () => {
  const send = (form: object): string[] =>
    told([{ id: 'say', do: 'send_message', to: '+393331234567', ...form }, end]).issues;
  const button = (id: string, title: string) => ({ id, title });
  const long = (length: number) => 'x'.repeat(length);

  test.each<[string, object, string[]]>([
    ['4 buttons', { buttons: { text: 'x', buttons: ['A', 'B', 'C', 'D'] } }, ['/steps/0/buttons/buttons too_big']],
    [
      'a title of 21 characters, given as the id too',
      { buttons: { text: 'x', buttons: [long(21)] } },
      ['/steps/0/buttons/buttons/0 too_big'],
    ],
    [
      'a title of 21 characters',
      { buttons: { text: 'x', buttons: [button('A', long(21))] } },
      ['/steps/0/buttons/buttons/0/title too_long'],
    ],
    [
      'a title that is too long without what Liquid adds',
      { buttons: { text: 'x', buttons: [button('A', `${long(21)}{{ now }}`)] } },
      ['/steps/0/buttons/buttons/0/title too_long'],
    ],
    [
      'two buttons with one title',
      { buttons: { text: 'x', buttons: [button('A', 'Sì'), button('B', 'Sì')] } },
      ['/steps/0/buttons/buttons/1/title repeated_choice'],
    ],
    [
      'two buttons with one id',
      { buttons: { text: 'x', buttons: [button('A', 'Sì'), button('A', 'No')] } },
      ['/steps/0/buttons/buttons/1/id repeated_choice'],
    ],
    ['a body of 1,025', { buttons: { text: long(1_025), buttons: ['A'] } }, ['/steps/0/buttons/text too_long']],
    [
      'header and footer of 61',
      { buttons: { text: 'x', header: long(61), footer: long(61), buttons: ['A'] } },
      ['/steps/0/buttons/footer too_long', '/steps/0/buttons/header too_long'],
    ],
    ['a text of 4,097', { text: long(4_097) }, ['/steps/0/text too_long']],
    ['a text of blanks', { text: ' ' }, ['/steps/0/text empty_text']],
    [
      'a caption of 1,025',
      { media: { kind: 'image', url: 'https://a.example/x', caption: long(1_025) } },
      ['/steps/0/media/caption too_long'],
    ],
    ['a file by http', { media: { kind: 'image', url: 'http://a.example/x' } }, ['/steps/0/media/url invalid_url']],
    [
      'a parameter of 1,025',
      { template: { name: 'a', language: 'it', body: [long(1_025)] } },
      ['/steps/0/template/body/0 too_long'],
    ],
    ['a variable without braces', { to: 'order.phone', text: 'x' }, ['/steps/0/to invalid_recipient']],
  ])('%s', (_, form, issues) => {
    expect(send(form)).toEqual(issues);
  });

  test('a list with 11 rows, titles of 25, descriptions of 73 and a duplicate id', () => {
    const rows = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `r${i}`, title: `Row ${i}` }));
    const list = (rowsOf: unknown) => ({ list: { text: 'x', button: 'Scegli', sections: [{ rows: rowsOf }] } });
    expect(send(list(rows(10)))).toEqual([]);
    expect(send(list(rows(11)))).toEqual(['/steps/0/list/sections/0/rows too_big']);
    const wrong = [
      { id: 'a', title: long(25), description: long(73) },
      { id: 'a', title: 'B' },
    ];
    expect(send(list(wrong))).toEqual([
      '/steps/0/list/sections/0/rows/0/description too_long',
      '/steps/0/list/sections/0/rows/0/title too_long',
      '/steps/0/list/sections/0/rows/1/id repeated_choice',
    ]);
  });

  test('the longest texts are allowed', () => {
    expect(send({ text: long(4_096) })).toEqual([]);
    expect(
      send({ buttons: { text: long(1_024), header: long(60), footer: long(60), buttons: [button('A', long(20))] } }),
    ).toEqual([]);
  });
});

describe('cases', () => {
  const buttons = {
    id: 'ask',
    do: 'send_message',
    to: '+393331234567',
    buttons: { text: 'x', buttons: ['YES', 'NO'] },
  };
  const cases = (...each: object[]) => [
    buttons,
    { ...answer, cases: each.map((one) => ({ ...one, goto: 'done' })) },
    end,
  ];

  test('a case that an earlier one covers is never reached', () => {
    expect(told(cases({ button: 'YES' }, { button: 'YES' })).issues).toEqual(['/steps/1/cases/1 case_never_reached']);
    expect(told(cases({ text: ['Sì', 'ok'] }, { text: ['si'] })).issues).toEqual([
      '/steps/1/cases/1 case_never_reached',
    ]);
    expect(told(cases({ kind: 'image' }, { kind: 'image', when: 'reply.text' })).issues).toEqual([
      '/steps/1/cases/1 case_never_reached',
    ]);
    expect(told(cases({ kind: 'image', when: 'reply.text' }, { kind: 'image' }))).toEqual(nothing);
    expect(told(cases({ text: ['si'] }, { text: ['si', 'ok'] }))).toEqual(nothing);
    expect(told(cases({ button: 'YES', list: 'x' })).issues).toEqual(['/steps/1/cases/0 case_never_reached']);
  });

  test('a duplicate condition of a branch is reported', () => {
    const branch = {
      id: 'b',
      do: 'branch',
      cases: ['now', 'variables.x', ' now'].map((when) => ({ when, goto: 'done' })),
    };
    expect(told([branch, end]).issues).toEqual(['/steps/0/cases/2 case_never_reached']);
  });

  test('a button that no earlier message offers is a warning', () => {
    expect(told(cases({ button: 'YES' }, { button: 'MAYBE' })).warnings).toEqual([
      '/steps/1/cases/1/button choice_not_offered',
    ]);
    const steps = [buttons, { ...say, id: 'more' }, { ...answer, cases: [{ button: 'NO', goto: 'done' }] }, end];
    expect(told(steps)).toEqual(nothing);
  });

  test('a template without ids of buttons may offer any button', () => {
    const template = { id: 'ask', do: 'send_message', to: '+393331234567', template: { name: 'a', language: 'it' } };
    const steps = [template, { ...answer, cases: [{ button: 'Conferma', goto: 'done' }] }, end];
    expect(told(steps)).toEqual(nothing);
  });
});

test('on_failed of a push without wait is a warning', () => {
  const push = { id: 'push', do: 'update_object', variables: { a: 1 }, on_failed: 'done' };
  expect(told([push, end]).warnings).toEqual(['/steps/0/on_failed member_without_effect']);
  expect(told([{ ...push, wait: true }, end])).toEqual(nothing);
});

test('the items of a list that is too long are checked too', () => {
  const words = { text: Array.from({ length: 60 }, () => 5), goto: 'done' };
  expect(told([say, { ...answer, cases: [words, { button: '', goto: 'nowhere' }] }, end]).issues).toContain(
    '/steps/1/cases/0/text/0 invalid_type',
  );
});

describe('any value as a definition', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['a list', []],
    ['steps that are a text', { name: 'x', steps: 'x' }],
    ['steps that are nothing', { name: 'x', steps: [null, 1, 'x', [], {}] }],
    ['cases that are a text', { name: 'x', steps: [{ id: 'a', do: 'wait_for_reply', timeout: '1h', cases: 'x' }] }],
    ['300 steps', { name: 'x', steps: Array.from({ length: 300 }, () => end) }],
  ])('%s: there are issues', (_, raw) => {
    const { definition, issues } = checkDefinition(raw);
    expect(definition).toBeNull();
    expect(issues.length).toBeGreaterThan(0);
  });

  test('at most 100 issues, in the order of the definition, each once', () => {
    const steps = Array.from({ length: 200 }, () => ({ ...say, on_failed: 'nowhere', text: '{{' }));
    const { issues } = checkDefinition({ name: 'x', steps });
    expect(issues).toHaveLength(100);
    expect(issues.slice(0, 5).map(({ path }) => path)).toEqual([
      '/steps/0/on_failed',
      '/steps/0/text',
      '/steps/1/id',
      '/steps/1/on_failed',
      '/steps/1/text',
    ]);
    expect(new Set(issues.map(({ path, code }) => path + code)).size).toBe(100);
  });

  test('the issue of a step comes before those of its members, whatever their codes', () => {
    expect(told([end, { ...say, text: '{{' }, { ...end, id: 'x' }]).issues).toEqual([
      '/steps/1 unreachable_step',
      '/steps/1/text template_syntax',
      '/steps/2 unreachable_step',
    ]);
  });

  test('a step that cannot be read causes no issues of other steps', () => {
    const steps = [
      { id: 'a', do: 'brunch', cases: [{ when: 'now', goto: 'c' }], otherwise: 'd' },
      { ...say, id: 'c', text: 5 },
      { ...end, id: 'd' },
    ];
    expect(told(steps).issues).toEqual(['/steps/0/do invalid_union', '/steps/1/text invalid_type']);
    expect(checkDefinition({ name: 'x', steps }).issues[0]?.message).toMatch(
      /^This must be one of "get_object", "send_message", .*"end"$/,
    );
  });
});
