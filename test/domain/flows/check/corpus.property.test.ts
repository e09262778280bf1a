import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { checkDefinition } from '../../../../src/domain/flows/check/check-definition';
import { FlowDefinition } from '../../../../src/domain/flows/definition/definition';
import { buildDiagram } from '../../../../src/domain/flows/diagram/flow-diagram';
import { svgOf } from '../../../../src/domain/flows/diagram/svg';
import { simulate } from '../../../../src/domain/simulation/simulate';
import type { JsonObject } from '../../../../src/shared/json/json';
import { withoutNulls } from '../../../../src/shared/json/without-nulls';
import codFlow from '../../../support/cod-flow.json';
import { newScene } from '../../../support/scene';

const MUTANTS = 5_000;
const SEED = 20_261_125;

const phone = '{{ user.user_key }}';
/** Valid flows that together contain every kind of step and form. */
const VALID: JsonObject[] = [
  codFlow as unknown as JsonObject,
  {
    name: 'Giacenza',
    trigger: { on: 'order.fulfilled', when: "order.payment_method == 'cod'" },
    cancel_on: [{ on: 'order.cancelled', when: 'order.total > 1' }],
    send_window: { days: ['mon', 'sat'], from: '09:00', to: '20:00' },
    steps: [
      { id: 'start', do: 'set', variables: { round: 0, deep: { a: ['{{ now | date: "%d" }}', null] } } },
      {
        id: 'ask',
        do: 'send_message',
        to: phone,
        buttons: {
          text: 'Quando?',
          header: 'Consegna',
          footer: 'x',
          buttons: ['OGGI', { id: 'MAI', title: 'Mai più' }],
        },
        fallback_template: { name: 'ask', language: 'it', body: ['{{ store.name }}'], buttons: ['OGGI', 'MAI'] },
        on_failed: 'human',
        save_as: 'asked',
      },
      {
        id: 'answer',
        do: 'wait_for_reply',
        timeout: '2d',
        cases: [
          { button: 'OGGI', goto: 'today' },
          { text: ['mai', 'no'], goto: 'never' },
          { pattern: '^[0-9]{2}/[0-9]{2}$', goto: 'today' },
          { kind: 'image', when: 'reply.text', goto: 'human' },
        ],
        otherwise: 'answer',
        on_timeout: 'count',
        save_as: 'said',
      },
      { id: 'count', do: 'set', variables: { round: '{{ variables.round | plus: 1 }}' } },
      { id: 'again', do: 'branch', cases: [{ when: 'variables.round < 3', goto: 'ask' }], otherwise: 'human' },
      { id: 'today', do: 'update_object', variables: { day: '{{ said.text }}' }, wait: true, on_failed: 'human' },
      { id: 'pay', do: 'charge', kind: 'storage', quantity: 2, unit_price: '0.50', description: 'x' },
      { id: 'yes', do: 'end', outcome: 'today' },
      { id: 'never', do: 'start_flow', flow: 'review', variables: { from: '{{ request.flow }}' } },
      { id: 'no', do: 'end', outcome: 'never' },
      { id: 'human', do: 'hand_over', note: '{{ reply.text }}' },
    ],
  },
  {
    name: 'Elenco',
    trigger: { on: 'message.received', when: "reply.text contains 'ordine'" },
    steps: [
      {
        id: 'which',
        do: 'send_message',
        to: phone,
        list: {
          text: 'Quale?',
          button: 'Scegli',
          sections: [{ title: 'Ordini', rows: [{ id: 'A', title: 'Primo' }] }],
        },
      },
      { id: 'choice', do: 'wait_for_reply', timeout: '1h', cases: [{ list: 'A', goto: 'later' }], otherwise: 'photo' },
      { id: 'photo', do: 'send_message', to: phone, media: { kind: 'image', url: 'https://a.example/x.png' } },
      { id: 'place', do: 'send_message', to: phone, location: { latitude: '45.1', longitude: '9.1', name: 'Qui' } },
      { id: 'like', do: 'send_message', to: phone, reaction: { emoji: '👍' }, mark_read: 'typing' },
      { id: 'later', do: 'wait', until: "{{ '2026-12-24T09:00:00' }}" },
      { id: 'pause', do: 'wait', for: '1h' },
      { id: 'order', do: 'get_object', save_as: 'order', object: { id: '7' }, on_not_found: 'end', on_error: 'end' },
      { id: 'push', do: 'update_object', variables: { a: 1 }, wait: true, verify: true, on_unverified: 'end' },
      { id: 'end', do: 'end', outcome: 'ok' },
    ],
  },
  {
    name: 'Impostazioni',
    trigger: { on: 'order.created', when: 'order.total > settings.least' },
    send_window: '{{ settings.hours }}',
    settings: {
      least: { type: 'number', default: 1, min: 0, max: 5 },
      hours: { type: 'hours', default: { days: ['mon', 'sat'], from: '09:00', to: '20:00' } },
      patience: { type: 'duration', default: '24h', min: '1h', max: '7d' },
      yes: { type: 'words', default: ['sì', 'ok'] },
      greeting: { type: 'text', default: 'Ciao', label: { it: 'Saluto', en: 'Greeting' } },
      language: { type: 'choice', default: 'it', choices: [{ value: 'it' }, { value: 'en' }] },
    },
    values: { patience: '2h', yes: ['certo'], language: 'en' },
    steps: [
      { id: 'ask', do: 'send_message', to: phone, text: '{{ settings.greeting }} {{ settings.language }}' },
      {
        id: 'answer',
        do: 'wait_for_reply',
        timeout: '{{ settings.patience }}',
        cases: [{ text: '{{ settings.yes }}', goto: 'pause' }],
        otherwise: 'end',
      },
      { id: 'pause', do: 'wait', for: '{{ settings.patience }}' },
      { id: 'end', do: 'end', outcome: 'ok' },
    ],
  },
];

type Path = (string | number)[];
const paths = (value: unknown, at: Path = []): Path[] =>
  typeof value !== 'object' || value === null
    ? [at]
    : [
        at,
        ...Object.entries(value).flatMap(([name, part]) =>
          paths(part, [...at, Array.isArray(value) ? Number(name) : name]),
        ),
      ];
const IDS = VALID.flatMap(({ steps }) => (steps as JsonObject[]).map(({ id }) => id as string));

/** A random replacement value: any type, a huge text, a jump to any step, any Liquid. */
const anything = fc.oneof(
  fc.constantFrom(...IDS),
  fc.constantFrom(null, '', 0, -1, 1e308, true, [], {}, [[]], { id: 'x' }, '__proto__', 'constructor', '{{', '{% x %}'),
  fc.constantFrom(
    'x'.repeat(20_000),
    '{{ x }}'.repeat(3_000),
    Array.from({ length: 60 }, () => ({ id: 'a', do: 'end', outcome: 'x' })),
  ),
  fc.constantFrom(
    '{{ order.total }}',
    '{% for i in (1..99999999) %}x{% endfor %}',
    '(a+)+$',
    '90d',
    '1s',
    '+393331234567',
  ),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown>,
);
const mutation = fc.record({
  kind: fc.constantFrom('remove', 'replace', 'add', 'swap', 'jump', 'double'),
  at: fc.nat(),
  other: fc.nat(),
  value: anything,
  member: fc.constantFrom(
    'goto',
    'otherwise',
    'on_timeout',
    'on_failed',
    'save_as',
    'when',
    'text',
    'x',
    'wait',
    'cases',
  ),
});
type Mutation = { kind: string; at: number; other: number; value: unknown; member: string };

const get = (root: unknown, path: Path): any => path.reduce<any>((value, part) => value?.[part], root);

function mutate(root: any, { kind, at, other, value, member }: Mutation): void {
  const all = paths(root);
  const path = all[at % all.length] ?? [];
  const last = path.at(-1);
  const parent = get(root, path.slice(0, -1));
  const steps: any[] = Array.isArray(root.steps) ? root.steps : [];
  const [step, second] = [steps[at % (steps.length || 1)], steps[other % (steps.length || 1)]];
  if (kind === 'jump' && typeof step === 'object' && step !== null) step[member] = IDS[other % IDS.length];
  else if (kind === 'swap' && steps.length > 1) {
    steps[at % steps.length] = second;
    steps[other % steps.length] = step;
  } else if (kind === 'double' && steps.length > 0) steps.splice(other % steps.length, 0, structuredClone(step));
  else if (kind === 'add' && typeof get(root, path) === 'object' && get(root, path) !== null)
    get(root, path)[member] = structuredClone(value);
  else if (last === undefined || typeof parent !== 'object' || parent === null) return;
  else if (kind !== 'remove') parent[last] = structuredClone(value);
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
}

const mutant = fc
  .tuple(fc.constantFrom(...VALID), fc.array(mutation, { minLength: 1, maxLength: 4 }))
  .map(([valid, mutations]) => {
    const root = structuredClone(valid);
    for (const each of mutations) mutate(root, each);
    return root;
  });

const reply = fc.constantFrom(
  { after: '1m', button: 'CONFIRM' },
  { after: '1h', button: 'OGGI' },
  { after: '3h', text: 'boh' },
  { after: '2m', list: 'A' },
  { after: '9h', kind: 'image' },
);
const scenario = fc.record({
  replies: fc.array(reply, { maxLength: 4 }),
  known: fc.boolean(),
});

const account = {
  timeZone: 'Europe/Rome',
  currency: 'EUR',
  priceList: { 'message.utility': 69_100, storage: 500_000 },
  optOutWords: [],
  optInWords: [],
  optOutPolicy: 'strict' as const,
};
const ENDED = ['completed', 'failed', 'waiting'];
/** 200 steps of at most 25 visits each. */
const MOST_VISITS = 5_000;

test('each of 5,000 mutated flows has issues or ends in the simulator', async () => {
  const kinds = { refused: 0, ended: 0 };
  await fc.assert(
    fc.asyncProperty(mutant, scenario, async (raw, { replies, known }) => {
      const { definition, issues, warnings } = checkDefinition(raw);
      for (const { path, message } of [...issues, ...warnings]) {
        expect(path === '' || path.startsWith('/')).toBe(true);
        expect(message.length).toBeGreaterThan(5);
      }
      expect(definition === null ? issues.length : 1).toBeGreaterThan(0);
      if (!definition || issues.length > 0) {
        kinds.refused += 1;
        return;
      }
      // A required setting without a value: the flow cannot run yet.
      if (warnings.some(({ code }) => code === 'setting_missing')) return;
      const transcript = await simulate({
        definition,
        flow: 'flow',
        account,
        store: { id_store: 'str_x', name: 'Negozio' },
        templates: [],
        flows: [{ key: 'review', active: true }],
        scenario: {
          variables: {},
          objects: {},
          replies,
          fails: {},
          service_messages: 0,
          ...(known ? { object: { id: '1001', phone: '+393331234567', total: '59.90' } } : {}),
        },
        now: Date.UTC(2026, 10, 25, 9),
      });
      expect(ENDED).toContain(transcript.status);
      expect(transcript.path.length).toBeLessThanOrEqual(MOST_VISITS);
      if (transcript.status === 'failed') expect(transcript.error?.code).toMatch(/^[a-z0-9_]+$/);
      kinds.ended += 1;
    }),
    { numRuns: MUTANTS, seed: SEED, endOnFailure: true },
  );
  expect(kinds.refused).toBeGreaterThan(1_000);
  expect(kinds.ended).toBeGreaterThan(300);
}, 120_000);

test('every valid flow can be drawn', () => {
  fc.assert(
    fc.property(mutant, (raw) => {
      const { definition, issues } = checkDefinition(raw);
      if (definition && issues.length === 0)
        expect(svgOf(buildDiagram(definition as unknown as JsonObject, null, 'en'))).toMatch(/<\/svg>$/);
    }),
    { numRuns: 300, seed: SEED },
  );
});

test('over HTTP the answer is 422 with the same issues, or the saved flow', async () => {
  const scene = await newScene();
  await fc.assert(
    fc.asyncProperty(mutant, async (raw) => {
      const { status, body } = await scene.as('PUT', '/v1/flows/flow', raw);
      // Over HTTP, null for an optional member counts as absent.
      const { definition, issues } = checkDefinition(withoutNulls(FlowDefinition, raw));
      // JSON that the API rejects, or a body over the size limit.
      if (status === 400 || status === 413) return;
      expect([200, 201, 422]).toContain(status);
      if (status < 300) expect(issues).toEqual([]);
      else {
        const told = new Set(body.errors.map((error: any) => `${error.path} ${error.code}`));
        expect(issues.slice(0, 50).filter(({ path, code }) => !told.has(`${path} ${code}`))).toEqual([]);
        if (!definition) expect(body.code).toBe('validation_failed');
      }
    }),
    { numRuns: 60, seed: SEED },
  );
}, 60_000);

test('200 steps with 40 cases each are checked in time proportional to steps times jumps', () => {
  const to = (i: number) => `s${i % 200}`;
  const steps = Array.from({ length: 199 }, (_, i) => ({
    id: to(i),
    do: 'branch',
    cases: Array.from({ length: 40 }, (_, j) => ({ when: `variables.a == ${j}`, goto: to(i * 7 + j * 13 + 1) })),
  }));
  const typical = Array.from({ length: 199 }, (_, i) => ({
    id: to(i),
    do: 'send_message',
    to: '{{ user.user_key }}',
    text: `Ciao {{ variables.v${i} | upcase }}`,
    ...(i % 2 ? { on_failed: to(199) } : {}),
  }));
  const end = { id: 's199', do: 'end', outcome: 'ok' };
  const flows = [
    { name: 'dense', steps: [...steps, end] },
    { name: 'typical', steps: [...typical, end] },
  ];
  for (const flow of flows) {
    const spies = [
      vi.spyOn(Set.prototype, 'has'),
      vi.spyOn(Set.prototype, 'add'),
      vi.spyOn(Map.prototype, 'get'),
      vi.spyOn(Map.prototype, 'set'),
    ];
    checkDefinition(flow);
    const lookUps = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
    for (const spy of spies) spy.mockRestore();
    expect(lookUps).toBeGreaterThan(1_000);
    expect(lookUps).toBeLessThan(400_000);
  }
  expect(checkDefinition(flows[1]).issues).toEqual([]);
});
