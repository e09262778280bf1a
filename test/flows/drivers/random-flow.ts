import fc from 'fast-check';

/*
 * Random valid flows over a small vocabulary, so that their parts meet: the same few variables, buttons and conditions
 * everywhere. Most jumps go forward; a jump back may end in `loop_limit`, which both drivers must report.
 */

const TO = '{{ request.user_key }}';
const template = fc.constantFrom(
  { name: 'thanks', language: 'it', body: ['{{ variables.name }}'] },
  { name: 'cod_confirm', language: 'it', body: ['Ada', '{{ variables.n }}'], buttons: ['A', 'B'] },
  { name: 'cod_reminder', language: 'it' },
  { name: 'offer', language: 'it', body: ['-{{ variables.n }}%'] },
);
const free = fc.constantFrom(
  { text: 'Ciao {{ variables.name }}, {{ now | date: "%d/%m %H:%M" }}' },
  { text: 'Hai scritto {{ reply.text }}' },
  { buttons: { text: 'Allora?', buttons: ['A', { id: 'B', title: 'No' }] } },
);
const condition = fc.constantFrom(
  'variables.n > 2',
  "reply.button == 'A'",
  'reply.opted_out',
  'order.total == 5',
  'variables.deep.a',
  "variables.deep.b == 'x'",
  'true',
  'nowhere.at.all',
);
const change = fc.constantFrom(
  { n: '{{ variables.n | plus: 1 }}' },
  { n: '{{ variables.n | times: 2 }}', name: '{{ variables.name }}!' },
  { deep: { a: null, b: 'x' } },
  { deep: { a: '{{ variables.n }}', c: { d: [1, null] } } },
  { deep: null, name: 'Ada {{ variables.n }}' },
  { n: 1 },
);

/** A jump as a fraction of the following steps (0 … 1) or of the preceding ones (below 0). */
const jump = fc.oneof(
  { weight: 9, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(-1) },
);
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });

const step = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('get_object'),
      save_as: fc.constant('order'),
      object: maybe(fc.constant({ id: 'missing' })),
      on_not_found: jump,
    }),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        fc.record({ do: fc.constant('send_message'), to: fc.constant(TO), on_failed: maybe(jump) }),
        maybe(free),
        template,
      )
      .map(([base, text, form]) =>
        text ? { ...base, ...text, fallback_template: form } : { ...base, template: form },
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(free, template)
      .map(([text, form]) => ({ do: 'send_message', to: TO, ...text, template: form })),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('wait_for_reply'),
      timeout: fc.constantFrom('1h', '6h', '25h', '48h'),
      cases: fc.array(
        fc.oneof(
          fc.record({ button: fc.constantFrom('A', 'B'), goto: jump }),
          fc.record({ text: fc.constant(['sì', 'ok']), goto: jump }),
          fc.record({ kind: fc.constant('text'), when: condition, goto: jump }),
          fc.record({ pattern: fc.constant('^n[oò]'), goto: jump }),
          fc.record({ kind: fc.constant('reaction'), text: fc.constant(['👍']), goto: jump }),
        ),
        { maxLength: 3 },
      ),
      otherwise: maybe(jump),
      on_timeout: maybe(jump),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait'), for: fc.constantFrom('30m', '5h', '26h') }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('branch'),
      cases: fc.array(fc.record({ when: condition, goto: jump }), { minLength: 1, maxLength: 2 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('set'), variables: change }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('update_object'),
      variables: change,
      wait: fc.boolean(),
      object: maybe(fc.constant({ type: 'customer', id: '{{ request.object.id }}' })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('charge'),
      kind: fc.constantFrom('call', 'nowhere'),
      quantity: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('start_flow'), flow: fc.constant('other'), variables: change }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hand_over'), note: fc.constant('{{ variables.n }}') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('hand_over'),
      message: maybe(fc.constant('Ti risponde una persona, {{ variables.name }}')),
      choices: fc.array(fc.record({ label: fc.constant('Va bene'), goto: jump }), { maxLength: 1 }),
      timeout: fc.constantFrom('1h', '30h'),
      on_timeout: jump,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end'), outcome: fc.constantFrom('one', 'two') }) },
);

const JUMPS = ['goto', 'otherwise', 'on_timeout', 'on_failed', 'on_not_found'];

/** Replaces every jump of a step with a step id. */
function aim(part: Record<string, unknown>, at: number, last: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(part)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => {
        if (name === 'cases' || name === 'choices')
          return [name, (value as Record<string, unknown>[]).map((each) => aim(each, at, last))];
        if (!JUMPS.includes(name)) return [name, value];
        const share = value as number;
        return [name, `s${share < 0 ? Math.floor(at / 2) : at + 1 + Math.floor(share * (last - at - 1))}`];
      }),
  );
}

/** A random flow that begins with a message to the customer and ends with `end`. */
export const randomFlow = fc
  .record({
    steps: fc.array(step, { minLength: 2, maxLength: 9 }),
    atNight: fc.boolean(),
  })
  .map(({ steps, atNight }) => ({
    name: 'random',
    ...(atNight
      ? {}
      : { send_window: { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'], from: '09:00', to: '20:00' } }),
    steps: [...steps, { do: 'end', outcome: 'last' }].map((each, at) => ({
      id: `s${at}`,
      ...aim(each, at, steps.length + 1),
    })),
  }));

const said = fc.constantFrom(
  { text: 'Sì!' },
  { text: 'no, grazie' },
  { text: 'Quando arriva?' },
  { text: 'STOP' },
  { text: 'ISCRIVIMI' },
  { button: 'A' },
  { button: 'B' },
  { button: 'A', answers: 's0' },
  { text: 'Sì!', answers: 's0' },
  { text: 'Sì!', answers: 's1' },
  { text: 'Sì!', late_by: '1s' },
  { text: 'Sì!', late_by: '30h' },
  { kind: 'reaction' as const, text: '👍' },
  { kind: 'reaction' as const, text: '👍', answers: 's0' },
);

/** Random replies: `after` a question, or unasked at a `minute` from the start. */
export const randomReplies = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom('1s', '59m', '60m', '3h', '25h', '30h'), said)
        .map(([after, what]) => ({ after, ...what })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.integer({ min: -120, max: 4_000 }), said).map(([minute, what]) => ({ minute, ...what })),
    },
  ),
  { maxLength: 5 },
);

/** Random kills: the number of driver calls since the last kill, and whether the platform loses its stored results. */
export const randomKills = fc.array(fc.record({ after: fc.integer({ min: 0, max: 7 }), losesResults: fc.boolean() }), {
  maxLength: 4,
});
