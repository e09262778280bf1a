import codFlow from '../flows/cod-confirmation.json' with { type: 'json' };
import { FlowDefinition } from '../src/domain/flows/definition/definition.ts';
import { Scenario } from '../src/domain/simulation/scenario.ts';
import { simulate } from '../src/domain/simulation/simulate.ts';

/*
 * What the interpreter costs: CPU a step, its effects being nothing but a transcript, and a whole simulated run of 30 steps.
 * Beside it the floor: as many turns of an empty loop that awaits as often. In Node, whose V8 is that of workerd.
 */
const RUNS = 2_000;
const TARGETS = { step: 1, run: 20 };

const account = {
  timeZone: 'Europe/Rome',
  currency: 'EUR',
  priceList: { 'flow.run': 50_000, 'message.utility': 30_000, push: 1_000 },
  optOutWords: [],
  optInWords: [],
  optOutPolicy: 'strict' as const,
};
const order = { id: '1001', phone: '+393331234567', total: '59.90', customer: { first_name: 'Ada' } };

/** 30 steps of every kind: three rounds of asking, waiting, branching, writing and pushing. */
const thirty = {
  name: 'thirty',
  steps: [
    { id: 'order', do: 'get_object', save_as: 'order' },
    ...[1, 2, 3, 4].flatMap((n) => [
      { id: `ask${n}`, do: 'send_message', to: '{{ order.phone }}', template: codFlow.steps[1]?.template },
      { id: `answer${n}`, do: 'wait_for_reply', timeout: '24h', cases: [{ text: ['sì'], goto: `set${n}` }] },
      { id: `set${n}`, do: 'set', variables: { n: "{{ order.total | money: 'EUR' }}", text: '{{ reply.text }}' } },
      { id: `way${n}`, do: 'branch', cases: [{ when: "variables.n == 'x'", goto: 'done' }] },
      { id: `pause${n}`, do: 'wait', for: '1h' },
      { id: `push${n}`, do: 'update_object', variables: { n: '{{ variables.n }}' }, wait: true },
      { id: `pay${n}`, do: 'charge', kind: 'call', unit_price: '0.25' },
    ]),
    { id: 'done', do: 'end', outcome: 'ok' },
  ],
};

function worldOf(definition: object, replies: number) {
  return {
    definition: FlowDefinition.parse(definition),
    flow: 'bench',
    account,
    store: { id_store: 'str_bench', name: 'Negozio' },
    storeKind: null,
    templates: [],
    flows: [],
    scenario: Scenario.parse({
      object: order,
      replies: Array.from({ length: replies }, () => ({ after: '1h', text: 'Sì' })),
    }),
    now: Date.UTC(2026, 6, 1, 8),
  };
}

/** CPU in ms a run, after a warm-up. */
async function cpu(run: () => Promise<unknown>): Promise<number> {
  for (let i = 0; i < RUNS / 10; i += 1) await run();
  const before = process.cpuUsage();
  for (let i = 0; i < RUNS; i += 1) await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / RUNS;
}

const rows: Record<
  string,
  { steps: number; 'CPU ms a run': string; 'CPU µs a step': string; 'floor µs a step': string }
> = {};
let slow = false;
for (const [name, world] of [
  ['cash on delivery', worldOf(codFlow, 1)],
  ['30 steps', worldOf(thirty, 4)],
] as const) {
  const { path, status } = await simulate(world);
  if (status !== 'completed') throw new Error(`${name} is ${status}`);
  const ms = await cpu(() => simulate(world));
  const floor = await cpu(async () => {
    for (const _ of path) await Promise.resolve();
  });
  slow ||= ms > TARGETS.run || ms / path.length > TARGETS.step;
  rows[name] = {
    steps: path.length,
    'CPU ms a run': ms.toFixed(3),
    'CPU µs a step': ((ms / path.length) * 1_000).toFixed(1),
    'floor µs a step': ((floor / path.length) * 1_000).toFixed(2),
  };
}
console.table(rows);
console.log(`at most ${TARGETS.step} ms a step, ${TARGETS.run} ms a run of 30 steps`);
if (slow) process.exitCode = 1;
