import { describe, expect, test } from 'vitest';
import { checkDefinition } from '../../../../src/domain/flows/check/check-definition';

const end = { id: 'done', do: 'end', outcome: 'ok' };
const say = { id: 'say', do: 'send_message', to: '{{ user.user_key }}', text: 'Ciao' };
const window = { days: ['mon'], from: '09:00', to: '20:00' };

/** Returns the issues and warnings of a flow, as `pointer code`. */
function told(definition: object): { issues: string[]; warnings: string[] } {
  const { issues, warnings } = checkDefinition({ name: 'x', steps: [end], ...definition });
  for (const { message } of [...issues, ...warnings]) expect(message).toMatch(/.{10,}/);
  const short = (all: { path: string; code: string }[]) => all.map(({ path, code }) => `${path} ${code}`);
  return { issues: short(issues), warnings: short(warnings) };
}
const issuesOf = (definition: object): string[] => told(definition).issues;
const used = (name: string) => [{ ...say, text: `{{ settings.${name} }}` }, end];
const nothing = { issues: [], warnings: [] };

describe('a declaration', () => {
  test.each<[string, object]>([
    ['text', { type: 'text', default: '' }],
    ['template_text', { type: 'template_text', default: 'Ciao    Ada' }],
    ['duration', { type: 'duration', default: '24h', min: '1h', max: '90d' }],
    ['hours', { type: 'hours', default: window }],
    ['words', { type: 'words', default: ['sì', 'ok'] }],
    ['url', { type: 'url', default: 'https://shop.example/x?y=1' }],
    ['number', { type: 'number', default: 2.5, min: 2.5, max: 2.5 }],
    ['boolean', { type: 'boolean', default: false }],
    ['choice', { type: 'choice', default: 'it', choices: [{ value: 'it', label: { it: 'Sì', en: 'Yes' } }] }],
    ['a required one without default', { type: 'url', required: true, label: { it: 'Indirizzo', en: 'Address' } }],
  ])('%s is valid', (_, setting) => {
    expect(issuesOf({ settings: { x: setting }, steps: used('x') })).toEqual([]);
  });

  test.each<[string, object, string[]]>([
    ['of no type', { default: 'x' }, ['/settings/x/type invalid_union']],
    ['of an unknown type', { type: 'date', default: 'x' }, ['/settings/x/type invalid_union']],
    ['with an unknown member', { type: 'text', default: 'x', min: 1 }, ['/settings/x/min unknown_member']],
    ['without default', { type: 'text' }, ['/settings/x default_missing']],
    ['with half a label', { type: 'text', default: 'x', label: { it: 'x' } }, ['/settings/x/label/en invalid_type']],
    ['with a default of another type', { type: 'text', default: 1 }, ['/settings/x/default invalid_type']],
    ['of two lines for a template', { type: 'template_text', default: 'a\nb' }, ['/settings/x/default custom']],
    ['with five spaces for a template', { type: 'template_text', default: 'a     b' }, ['/settings/x/default custom']],
    ['of more than 90 days', { type: 'duration', default: '1d', max: '91d' }, ['/settings/x/max custom']],
    ['below min', { type: 'duration', default: '59m', min: '1h' }, ['/settings/x/default too_small']],
    ['above max', { type: 'duration', default: '61m', max: '1h' }, ['/settings/x/default too_big']],
    [
      'with min over max',
      { type: 'duration', default: '1d', min: '2d', max: '1h' },
      ['/settings/x/default too_small', '/settings/x/min min_over_max'],
    ],
    [
      'of hours that never open',
      { type: 'hours', default: { ...window, to: '08:00' } },
      ['/settings/x/default custom'],
    ],
    ['of no words', { type: 'words', default: [] }, ['/settings/x/default too_small']],
    ['of a blank word', { type: 'words', default: ['ok', ' '] }, ['/settings/x/default/1 blank_word']],
    ['of a URL by http', { type: 'url', default: 'http://a.example/' }, ['/settings/x/default invalid_format']],
    ['of a number below min', { type: 'number', default: 1, min: 2 }, ['/settings/x/default too_small']],
    ['of a number as text', { type: 'number', default: '1' }, ['/settings/x/default invalid_type']],
    ['of no choices', { type: 'choice', default: 'a', choices: [] }, ['/settings/x/choices too_small']],
    [
      'of an unknown choice',
      { type: 'choice', default: 'b', choices: [{ value: 'a' }] },
      ['/settings/x/default invalid_value'],
    ],
    [
      'of a repeated choice',
      { type: 'choice', default: 'a', choices: [{ value: 'a' }, { value: 'a' }] },
      ['/settings/x/choices/1/value repeated_choice'],
    ],
  ])('%s is refused', (_, setting, issues) => {
    expect(issuesOf({ settings: { x: setting }, steps: used('x') })).toEqual(issues);
  });

  test('at most 50, named like variables', () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i}`, { type: 'boolean', default: true }]));
    const all = [{ ...say, text: '{% assign key = "s1" %}{{ settings[key] }}' }, end];
    expect(told({ settings: many(50), steps: all })).toEqual(nothing);
    expect(issuesOf({ settings: many(51), steps: all })).toEqual(['/settings custom']);
    expect(issuesOf({ settings: { 'a-b': { type: 'boolean', default: true } }, steps: all })).toEqual([
      '/settings/a-b invalid_key',
    ]);
  });
});

describe('a value', () => {
  const settings = {
    pause: { type: 'duration', default: '1h', max: '2h' },
    link: { type: 'url', required: true },
    words: { type: 'words', default: ['ok'] },
  };
  const steps = [{ ...say, text: '{{ settings.pause }} {{ settings.link }} {{ settings.words | join }}' }, end];
  const link = 'https://shop.example/';

  test.each<[object, string[]]>([
    [{ link }, []],
    [{ link, pause: '2h', words: ['va bene'] }, []],
    [{ link, pause: '3h' }, ['/values/pause too_big']],
    [{ link, pause: 2 }, ['/values/pause invalid_type']],
    [{ link, words: ['ok', ''] }, ['/values/words/1 too_small']],
    [{ link, words: ['ok', '\u200b'] }, ['/values/words/1 blank_word']],
    [{ link, paus: '1h' }, ['/values/paus unknown_setting']],
  ])('%j has the issues %j', (values, issues) => {
    expect(told({ settings, values, steps })).toEqual({ issues, warnings: [] });
  });

  test('is needed where the setting is required', () => {
    const warnings = ['/settings/link setting_missing'];
    expect(told({ settings, steps })).toEqual({ issues: [], warnings });
    const blank = { link: { type: 'text', required: true, default: ' ' } };
    expect(told({ settings: blank, steps: used('link') })).toEqual({ issues: [], warnings });
  });

  test('is refused where the flow declares no settings', () => {
    expect(issuesOf({ values: { x: 1 } })).toEqual(['/values/x unknown_setting']);
  });

  test('with braces is used as it is', () => {
    const greeting = { type: 'text', default: '{{ order.total }}' };
    expect(told({ settings: { greeting }, values: { greeting: '{{ now }}' }, steps: used('greeting') })).toEqual({
      issues: [],
      warnings: ['/settings/greeting/default liquid_not_rendered', '/values/greeting liquid_not_rendered'],
    });
  });
});

describe('a use', () => {
  const settings = {
    pause: { type: 'duration', default: '1h' },
    hours: { type: 'hours', default: window },
    yes: { type: 'words', default: ['sì'] },
    greeting: { type: 'text', default: 'Ciao' },
  };
  const ask = { ...say, text: '{{ settings.greeting }}' };
  const steps = (member: (name: string) => string, name = { duration: 'pause', words: 'yes' }) => [
    ask,
    {
      id: 'answer',
      do: 'wait_for_reply',
      timeout: member(name.duration),
      cases: [{ text: member(name.words), goto: 'done' }],
    },
    { id: 'pause', do: 'wait', for: member(name.duration) },
    end,
  ];
  const reference = (name: string) => `{{ settings.${name} }}`;

  test.each(['{{ settings.NAME }}', '{{settings.NAME}}', ' {{- settings.NAME -}} '])('«%s» is one setting', (form) => {
    const member = (name: string) => form.replace('NAME', name);
    expect(told({ settings, send_window: member('hours'), steps: steps(member) })).toEqual(nothing);
  });

  test('of an undeclared setting, or of one with another type, is an issue wherever it stands', () => {
    const wrong = { duration: 'yes', words: 'hours' };
    expect(told({ settings, send_window: reference('pause'), steps: steps(reference, wrong) })).toEqual({
      issues: [
        '/send_window setting_type',
        '/steps/1/cases/0/text setting_type',
        '/steps/1/timeout setting_type',
        '/steps/2/for setting_type',
      ],
      warnings: [],
    });
    const unknown = { duration: 'a', words: 'b' };
    const trigger = { on: 'api', when: 'settings.c and settings.greeting' };
    const cancel_on = [{ on: 'order.cancelled', when: 'settings.d' }];
    expect(
      told({ settings, trigger, cancel_on, send_window: reference('e'), steps: steps(reference, unknown) }),
    ).toEqual({
      issues: [
        '/cancel_on/0/when unknown_setting',
        '/send_window unknown_setting',
        '/steps/1/cases/0/text unknown_setting',
        '/steps/1/timeout unknown_setting',
        '/steps/2/for unknown_setting',
        '/trigger/when unknown_setting',
      ],
      warnings: ['/settings/hours unused_setting', '/settings/pause unused_setting', '/settings/yes unused_setting'],
    });
  });

  test.each(['{{ settings.pause }}h', '{{ variables.pause }}', '{{ settings["pause"] }}', 'settings.pause'])(
    '«%s» is no duration',
    (text) => {
      expect(issuesOf({ settings, steps: [{ id: 'pause', do: 'wait', for: text }, end] })).toEqual([
        '/steps/0/for custom',
      ]);
    },
  );

  test('names what may stand there otherwise', () => {
    const answer = { id: 'answer', do: 'wait_for_reply', timeout: '1h', cases: [{ text: 'sì', goto: 'done' }] };
    const { issues } = checkDefinition({ name: 'x', send_window: 'always', steps: [say, answer, end] });
    expect(issues.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      '/send_window: Give an object with days, from and to, or one setting such as {{ settings.name }}',
      '/steps/1/cases/0/text: Give a list of words, or one setting such as {{ settings.name }}',
    ]);
  });

  test('in Liquid and conditions of an undeclared setting is an issue', () => {
    const branch = { id: 'b', do: 'branch', cases: [{ when: 'settings.x > 1', goto: 'done' }] };
    expect(issuesOf({ steps: [branch, ...used('y')] })).toEqual([
      '/steps/0/cases/0/when unknown_setting',
      '/steps/1/text unknown_setting',
    ]);
  });

  test('is checked with its value: words that an earlier case takes are never reached', () => {
    const no = { type: 'words', default: ['no'] };
    const answer = {
      id: 'answer',
      do: 'wait_for_reply',
      timeout: '1h',
      cases: ['yes', 'no'].map((name) => ({ text: reference(name), goto: 'done' })),
    };
    const flow = { settings: { yes: settings.yes, no }, steps: [say, answer, end] };
    expect(told(flow)).toEqual(nothing);
    expect(issuesOf({ ...flow, values: { no: ['SI'] } })).toEqual(['/steps/1/cases/1 case_never_reached']);
  });

  test('of something that a step saved as `settings` is none, unless the flow declares settings', () => {
    const order = { id: 'order', do: 'get_object', save_as: 'settings', on_not_found: 'done' };
    expect(told({ steps: [order, ...used('total')] })).toEqual(nothing);
    expect(issuesOf({ settings: {}, steps: [order, end] })).toEqual(['/steps/0/save_as name_taken']);
  });
});
