import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkDefinition } from '../../../src/domain/flows/check/check-definition';
import { FlowDefinition } from '../../../src/domain/flows/definition/definition';
import { buildDiagram } from '../../../src/domain/flows/diagram/flow-diagram';
import { simulate } from '../../../src/domain/simulation/simulate';
import type { JsonObject, JsonValue } from '../../../src/shared/json/json';

const text = fc.stringMatching(/^[ a-zA-Zàèì0-9'"«»!?.,-]{1,40}$/).filter((one) => one.trim() !== '');
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const WORDS = ['sì', 'ok', 'va bene', 'certo', 'no', 'mai', 'basta così', 'annulla'];
const words = fc.uniqueArray(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 5 });
const duration = fc
  .tuple(fc.integer({ min: 1, max: 90 }), fc.constantFrom('s', 'm', 'h', 'd'))
  .map(([count, unit]) => `${count}${unit}`);

const settings = fc.record({
  greeting: text,
  parameter: text.filter((one) => !/ {5}/.test(one)),
  patience: duration,
  pause: duration,
  hours: fc.record({
    days: fc.subarray(DAYS, { minLength: 1 }),
    from: fc.constantFrom('00:00', '09:00', '12:30'),
    to: fc.constantFrom('13:00', '20:00', '23:59'),
  }),
  yes: words,
  no: words,
  link: fc.webUrl({ validSchemes: ['https'] }),
  limit: fc.oneof(fc.integer({ min: -100, max: 100 }), fc.constantFrom(0.5, 59.9, 1e6)),
  thanks: fc.boolean(),
  language: fc.constantFrom('it', 'en', 'de'),
});
type Values = typeof settings extends fc.Arbitrary<infer Value> ? Value : never;

const TYPES: Record<keyof Values, string> = {
  greeting: 'text',
  parameter: 'template_text',
  patience: 'duration',
  pause: 'duration',
  hours: 'hours',
  yes: 'words',
  no: 'words',
  link: 'url',
  limit: 'number',
  thanks: 'boolean',
  language: 'choice',
};
const choices = ['it', 'en', 'de'].map((value) => ({ value }));

type Uses = {
  /** A member that is no Liquid. */
  member: (name: keyof Values) => JsonValue;
  /** A part of a text. */
  inText: (name: 'greeting' | 'parameter' | 'limit' | 'link' | 'language') => string;
  inCondition: (name: 'limit' | 'thanks' | 'language') => string;
};

/** Returns a flow in which these uses stand where a merchant can change something. */
const flow = ({ member, inText, inCondition }: Uses): JsonObject => ({
  name: 'Prova',
  trigger: { on: 'order.created', when: `order.total > ${inCondition('limit')}` },
  send_window: member('hours'),
  steps: [
    {
      id: 'ask',
      do: 'send_message',
      to: '{{ user.user_key }}',
      template: { name: 'ask', language: inText('language'), body: [inText('parameter'), `${inText('limit')} €`] },
    },
    {
      id: 'answer',
      do: 'wait_for_reply',
      timeout: member('patience'),
      cases: [
        { text: member('yes'), when: `variables.n > ${inCondition('limit')}`, goto: 'pause' },
        { text: member('no'), goto: 'no' },
      ],
      otherwise: 'human',
      on_timeout: 'no',
    },
    { id: 'pause', do: 'wait', for: member('pause') },
    { id: 'thank', do: 'branch', cases: [{ when: inCondition('thanks'), goto: 'thanks' }], otherwise: 'yes' },
    {
      id: 'thanks',
      do: 'send_message',
      to: '{{ user.user_key }}',
      text: `${inText('greeting')} ${inText('link')}`,
      on_failed: 'human',
    },
    { id: 'yes', do: 'end', outcome: 'yes' },
    { id: 'no', do: 'set', variables: { said: inText('greeting'), language: inText('language') } },
    { id: 'refused', do: 'end', outcome: 'no' },
    { id: 'human', do: 'hand_over', note: inText('greeting') },
  ],
});

const writtenIn = (values: Values): JsonObject =>
  flow({
    member: (name) => values[name],
    inText: (name) => String(values[name]),
    inCondition: (name) => (name === 'language' ? `'${values[name]}'` : String(values[name])),
  });

const declare = (values: Values): JsonObject =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      {
        type: TYPES[name as keyof Values],
        default: value,
        ...(name === 'language' ? { choices } : {}),
      },
    ]),
  );

const withSettings = (settingsOf: JsonObject, values: JsonObject | undefined): JsonObject => ({
  ...flow({
    member: (name) => `{{ settings.${name} }}`,
    inText: (name) => `{{ settings.${name} }}`,
    inCondition: (name) => `settings.${name}`,
  }),
  settings: settingsOf,
  ...(values ? { values } : {}),
});

const scenario = fc.record({
  variables: fc.record({ n: fc.integer({ min: -100, max: 100 }) }),
  replies: fc.array(fc.record({ after: duration, text: fc.oneof(fc.constantFrom(...WORDS, 'SI', 'boh'), text) }), {
    maxLength: 3,
  }),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never;

const run = (definition: JsonObject, { variables, replies }: Scenario) =>
  simulate({
    definition: FlowDefinition.parse(definition),
    flow: 'prova',
    account: {
      timeZone: 'Europe/Rome',
      currency: 'EUR',
      priceList: { 'message.utility': 69_100 },
      optOutWords: [],
      optInWords: [],
      optOutPolicy: 'strict',
    },
    store: { id_store: 'str_x', name: 'Negozio' },
    templates: [],
    flows: [],
    scenario: { variables, objects: {}, replies, fails: {}, service_messages: 0, user_key: '+393331234567' },
    now: Date.UTC(2026, 6, 4, 20),
  });

/** Returns the issues that are not about the settings themselves. */
const issuesOf = (definition: JsonObject) =>
  checkDefinition(definition).issues.map(({ path, code }) => `${path} ${code}`);

test('a flow with settings is checked, drawn and run like the same flow with the values written in', async () => {
  const outcomes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(settings, settings, fc.boolean(), scenario, async (defaults, values, areGiven, seen) => {
      const expected = writtenIn(areGiven ? values : defaults);
      const flexible = withSettings(declare(defaults), areGiven ? values : undefined);
      expect(issuesOf(flexible)).toEqual(issuesOf(expected));
      // Conditions are shown as they are written.
      const aboutOf = (definition: JsonObject) =>
        buildDiagram(definition, null, 'it').nodes.flatMap(({ kind, about }) =>
          kind.startsWith('wait') ? [about] : [],
        );
      expect(aboutOf(flexible)).toEqual(aboutOf(expected));
      const transcript = await run(flexible, seen);
      expect(transcript).toEqual(await run(expected, seen));
      outcomes.add(transcript.outcome ?? transcript.status);
    }),
    { numRuns: 500, seed: 20_261_129 },
  );
  expect([...outcomes].toSorted()).toEqual(['no', 'waiting', 'yes']);
});
