import { describe, expect, test } from 'vitest';
import { type FlowFolder, runFlowTests } from '../../scripts/flow-test/run-flow-tests';
import { normalizeText } from '../../src/domain/words/normalize-text';
import { newScene } from '../support/scene';

const files = import.meta.glob<unknown>('../../flows/**/*.json', { import: 'default', eager: true });
const byPath = new Map(
  Object.entries(files).map(([path, json]) => [path.slice('../../flows/'.length, -'.json'.length), json]),
);
/** The folders of the ready flows, by the language in which they write. */
const FOLDERS = { it: '', en: 'en/' };
type Language = keyof typeof FOLDERS;
const LANGUAGES = ['it', 'en'] as const;
const named = (name: string, language: Language = 'it'): any =>
  structuredClone(byPath.get(`${FOLDERS[language]}${name}`));
const flowsOf = (language: Language): string[] =>
  [...byPath.keys()]
    .filter((path) => path.startsWith(FOLDERS[language]))
    .map((path) => path.slice(FOLDERS[language].length))
    .filter((key) => !/\/|\.test$|^(account|templates)$/.test(key));

const folder = (language: Language = 'it', only = flowsOf(language)): FlowFolder => ({
  flows: Object.fromEntries(only.map((key) => [key, named(key, language)])),
  tests: Object.fromEntries(only.map((key) => [key, named(`${key}.test`, language)])),
  account: named('account', language),
  templates: named('templates', language),
});
const failures = async (of: FlowFolder) => (await runFlowTests(of)).filter(({ problems }) => problems.length > 0);

test.each(LANGUAGES)('the ready flows in %s pass their own tests', async (language) => {
  expect((await runFlowTests(folder(language))).length).toBeGreaterThan(30);
  expect(await failures(folder(language))).toEqual([]);
});

test.each(LANGUAGES)(
  'an account with the templates can save each ready flow in %s without warnings',
  async (language) => {
    const scene = await newScene();
    await scene.configureMeta({ templates: named('templates', language).data });
    for (const key of flowsOf(language)) {
      const saved = await scene.as('PUT', `/v1/flows/${key}`, named(key, language));
      const codes = saved.body.warnings.map(({ code }: any) => code);
      // The link of a review is the one thing that nobody can guess.
      expect([key, saved.status, codes]).toEqual([key, 201, key === 'review' ? ['setting_missing'] : []]);
      expect(saved.body.active).toBe(key !== 'review');
    }
  },
);

/** The members that are written for people. */
const TEXTS = new Set(['name', 'text', 'title', 'note', 'description', 'button', 'label']);

test('an English flow has the steps of its Italian twin and other texts', () => {
  const textsOf = (flow: any): string[] => {
    const texts: string[] = [];
    JSON.stringify(flow.steps, (name, value) => {
      const isText = typeof value === 'string' && TEXTS.has(name) && /\p{L}{2,} \p{L}{2,}/u.test(value);
      if (isText) texts.push(value);
      return value;
    });
    return texts;
  };
  const withoutTexts = (flow: any): any =>
    JSON.parse(
      JSON.stringify(flow, (name, value) => {
        if (name === 'language' || (name === 'default' && Array.isArray(value))) return '';
        if (typeof value !== 'string') return value;
        return TEXTS.has(name) && !/^[A-Z]+$|^\w+_\w+$/.test(value) ? '' : value.replaceAll(/default: '[^']*'/g, '');
      }),
    );
  expect(flowsOf('en').length).toBeGreaterThan(0);
  for (const key of flowsOf('en')) {
    const [it, en] = [named(key, 'it'), named(key, 'en')];
    expect(withoutTexts(en), key).toEqual(withoutTexts(it));
    expect(textsOf(it).filter((text) => textsOf(en).includes(text))).toEqual([]);
  }
});

test('a parcel that the courier holds starts delivery-failed, and the customer is asked about it', async () => {
  const scene = await newScene();
  await scene.configureMeta({ templates: named('templates').data });
  const order = { phone: scene.userKey, order_number: '#1001', customer: { first_name: 'Ada' } };
  await scene.configureMerchant({ objects: { '1001': order } });
  const { send_window: _, ...flow } = named('delivery-failed');
  await scene.saveFlow({ ...flow, values: { shop_name: 'Bottega Ada' } }, 'delivery-failed');
  const at = new Date().toISOString();
  const reported = await scene.as('POST', '/v1/shipment_events', {
    id_store: scene.storeId,
    order_id: '1001',
    parcel: { tracking_number: 'XX990000017', carrier: 'gls-it' },
    event: { id: 'held-1', state: 'held', reason: 'recipient_absent', at },
    order: {
      currency: 'EUR',
      total: '59.90',
      items: [{ name: 'Tazza', quantity: 1, unit_price: '59.90' }],
      customer: { phone: scene.userKey },
    },
  });
  expect(reported.body).toMatchObject({ data: [{ applied: true, request_ids: [expect.any(String)] }] });
  await scene.waitForStatus(reported.body.data[0].request_ids[0], 'waiting');
  expect((await scene.sentMessages()).map(({ body }) => body.template)).toMatchObject([
    {
      name: 'parcel_held',
      components: [{ parameters: [{ text: 'Ada' }, { text: '#1001' }, { text: 'Bottega Ada' }] }, {}, {}, {}],
    },
  ]);
});

describe('what customers write', () => {
  /** Runs a flow with one reply after an hour, and returns the path up to what it led to. */
  const pathAfter = async (language: Language, key: string, text: string): Promise<string[]> => {
    const [sample] = named(`${key}.test`, language).tests;
    const of = folder(language, [key]);
    of.tests = { [key]: { tests: [{ ...sample, replies: [{ after: '1h', text }], expect: { path: [] } }] } };
    const ran = await runFlowTests(of);
    return ran.flatMap(({ problems }) => problems.map((problem) => /"(.*)"/.exec(problem)?.[1] ?? problem));
  };
  const ANSWERS = [
    ['cod-confirmation', 'yes_words', 'confirmed'],
    ['cod-confirmation', 'no_words', 'refused'],
    ['address-check', 'yes_words', 'right'],
    ['address-check', 'no_words', 'which'],
    ['opt-in', 'yes_words', 'accepted'],
    ['opt-in', 'no_words', 'declined'],
    ['review', 'good_words', 'good'],
    ['review', 'bad_words', 'bad'],
    ['delivery-failed', 'again_words', 'again'],
    ['delivery-failed', 'return_words', 'sure'],
    ['delivery-failed', 'address_words', 'which'],
    ['delivery-failed', 'pickup_words', 'pickup'],
  ] as const;

  test.each(LANGUAGES.flatMap((language) => ANSWERS.map((answer) => [language, ...answer] as const)))(
    'in %s: %s knows all its %s',
    async (language, key, setting, step) => {
      const words: string[] = named(key, language).settings[setting].default;
      expect(words.length).toBeGreaterThanOrEqual(/address|pickup/.test(setting) ? 15 : 30);
      expect(new Set(words.map(normalizeText)).size).toBe(words.length);
      for (const word of words)
        expect([word, await pathAfter(language, key, /\p{L}/u.test(word) ? `${word.toUpperCase()}!` : word)]).toEqual([
          word,
          expect.arrayContaining([step]),
        ]);
    },
  );

  const UNCLEAR = {
    it: [
      'No, va bene domani',
      'Non va bene',
      'Sì ma non domani',
      'Ok ma quando arriva?',
      'Non so',
      'Confermo? Non ho ordinato io',
      'Va bene, no',
      'Sì, anzi no',
      'non ancora',
      'Perfetto, ma annullate il secondo articolo',
    ],
    en: [
      'No, tomorrow is fine',
      'Not sure',
      'Yes but not tomorrow',
      'Ok but when?',
      'I did not order this, confirm?',
      'Ok, no',
      'Yes, actually no',
      'not yet',
      'Perfect, but cancel the second item',
    ],
  };
  test.each(
    LANGUAGES.flatMap((language) =>
      ['cod-confirmation', 'address-check', 'opt-in', 'delivery-failed', 'review'].map(
        (key) => [language, key] as const,
      ),
    ),
  )('in %s: %s asks again where a text is no clear yes or no', async (language, key) => {
    const { settings } = named(key, language);
    const known = new Set(
      [settings.no_words, settings.bad_words].flatMap((words) => words?.default ?? []).map(normalizeText),
    );
    for (const text of UNCLEAR[language].filter((each) => !known.has(normalizeText(each)))) {
      expect([text, await pathAfter(language, key, text)]).toEqual([text, expect.arrayContaining(['unclear'])]);
    }
  });
});

describe('a failing test says where', () => {
  const run = async (change: (folder: any) => void) => {
    const changed = folder('it', ['cod-confirmation']);
    change(changed);
    return (await runFlowTests(changed)).flatMap(({ problems }) => problems);
  };
  const first = (expected: object) =>
    run(({ tests }) => {
      Object.assign(tests['cod-confirmation'].tests[0].expect, expected);
    });

  test('an outcome, a missing step, a text of a message, an extra push', async () => {
    expect(await first({ outcome: 'refused' })).toEqual(['/outcome: - "refused"', '/outcome: + "confirmed"']);
    const path = ['order', 'reachable', 'holds', 'hold', 'ask', 'answer', 'confirmed', 'held', 'release', 'thanks'];
    expect(await first({ path })).toEqual(['/path/10: + "yes"']);
    expect((await first({ pushes: [] }))[0]).toMatch(/^\/pushes\/0: \+ \{"step":"hold"/);
    expect(await first({ messages: [{ payload: { to: '39' } }, {}] })).toEqual([
      '/messages/0/payload/to: - "39"',
      '/messages/0/payload/to: + "393331234567"',
    ]);
  });

  test('a flow with issues, an unknown template, a misspelt member, a missing flow', async () => {
    expect(await run(({ flows }) => flows['cod-confirmation'].steps.splice(-1))).toEqual([
      expect.stringContaining('on_not_found: unknown_step'),
    ]);
    expect(await run(({ templates }) => templates.data.splice(0, 1))).toEqual([
      expect.stringContaining('template_unknown'),
    ]);
    expect(await run(({ tests }) => Object.assign(tests['cod-confirmation'], { test: [] }))).toEqual([
      expect.stringMatching(/^\/test: unknown_member/),
    ]);
    expect(await run((changed) => Object.assign(changed, { flows: {} }))).toEqual([
      'there is no cod-confirmation.json',
    ]);
  });
});
