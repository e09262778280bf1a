import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { FlowDefinition } from '../../src/domain/flows/definition/definition';
import { Scenario } from '../../src/domain/simulation/scenario';
import { simulate } from '../../src/domain/simulation/simulate';
import { simulatedIds } from '../../src/domain/simulation/simulated-ids';
import { newScene } from '../support/scene';
import { PRICES } from '../support/tenant';
import { durableWorld } from './drivers/durable-world';
import { randomFlow, randomKills, randomReplies } from './drivers/random-flow';

/** For more runs: `DRIVER_RUNS=2000 npx vitest run test/flows/drivers.property.test.ts`. */
const RUNS = inject('driverRuns');
const MAX_MS = 60_000 + RUNS * 2_000;
/** A Tuesday morning, early enough that the virtual time of a run is in the past: pushes are signed by the real clock. */
const STARTED_AT = Math.floor(Date.now() / 86_400_000 - 300) * 86_400_000 + 8 * 3_600_000;

const prices = { ...PRICES, 'message.marketing': '0.0900', call: '0.2500' };
const scene = await newScene({ price_list: prices });
await scene.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] }, 'other');
await scene.saveFlow({
  steps: [
    { id: 's', do: 'send_message', to: '{{ request.user_key }}', template: { name: 'cod_reminder', language: 'it' } },
    { id: 'done', do: 'end', outcome: 'ok' },
  ],
});
const world = durableWorld(scene);
const templates = ['thanks', 'cod_confirm', 'cod_reminder', 'offer'].map((name) => ({
  name,
  language: 'it',
  category: name === 'offer' ? 'MARKETING' : 'UTILITY',
}));
const account = {
  timeZone: 'Europe/Rome',
  currency: 'EUR',
  priceList: Object.fromEntries(Object.entries(prices).map(([kind, price]) => [kind, Number(price) * 1_000_000])),
  optOutWords: [],
  optInWords: [],
  optOutPolicy: 'strict' as const,
};

/** Returns a message without the ids of its run, so that the messages of both drivers can be compared. */
const plain = (payload: any, requestId: string): unknown => {
  const { biz_opaque_callback_data: _, ...rest } = payload;
  return JSON.parse(JSON.stringify(rest).replaceAll(requestId, 'req_'));
};
const sorted = (list: object[]): string[] => list.map((each) => JSON.stringify(each)).sort();

let cases = 0;

async function both(
  flow: object,
  replies: ({ after: string } | { minute: number })[],
  kills: { after: number; losesResults: boolean }[],
) {
  cases += 1;
  const objectId = String(cases);
  const customer = `39333${String(1_000_000 + cases)}`;
  const order = { total: 5, name: 'Ada' };
  await scene.configureMerchant({ objects: { [objectId]: order } });
  const variables = { n: 1, name: 'Ugo', deep: { a: 'a', c: { d: null } } };
  const run = { definition: flow, startedAt: STARTED_AT, customer, objectId, variables, replies, kills };
  const real = await world.run(run);
  const simulated = await simulate({
    definition: FlowDefinition.parse(flow),
    flow: `f${objectId}`,
    account,
    store: { id_store: scene.storeId, name: 'Negozio' },
    templates,
    flows: [{ key: 'other', active: true }],
    scenario: Scenario.parse({
      user_key: `+${customer}`,
      variables,
      object: { type: 'order', id: objectId },
      objects: { [objectId]: order },
      replies: replies.map((reply) => {
        if ('after' in reply) return reply;
        const { minute, ...said } = reply;
        return { ...said, at: new Date(STARTED_AT + minute * 60_000).toISOString() };
      }),
    }),
    now: STARTED_AT,
  });
  const sent = (await scene.sentMessages()).filter(({ body }) => body.to === customer);
  const { request } = real;
  expect({
    path: real.path,
    status: request.status,
    outcome: request.outcome,
    error: request.error,
    variables: request.variables,
    messages: sent.map(({ body }) => plain(body, real.requestId)),
    pushes: real.pushes,
    charges: sorted(real.charges),
    started: real.started,
    endedAt: request.completedAt,
  }).toEqual({
    path: simulated.path,
    status: simulated.status,
    outcome: simulated.outcome,
    error: simulated.error,
    variables: simulated.variables,
    messages: simulated.messages.map(({ payload }) => plain(payload, simulatedIds(STARTED_AT)('req'))),
    pushes: simulated.pushes.map(({ at: _, ...push }) => push),
    charges: sorted(
      simulated.charges.map(({ kind, quantity, unitPrice, amount }) => ({ kind, quantity, unitPrice, amount })),
    ),
    started: simulated.started.map(({ flow, variables }) => ({ flow, variables })),
    endedAt: simulated.status === 'waiting' ? null : simulated.endedAt,
  });
  if (kills.length === 0) expect(real.calls).toBe(simulated.workflowSteps);
  return real.deaths;
}

/** A run that is killed after it has set variables. When it starts over, it must not see them before the step that sets them. */
const REPEATED: Parameters<typeof both> = [
  {
    name: 'repeated',
    steps: [
      { id: 's0', do: 'branch', cases: [{ when: 'variables.n > 1', goto: 's4' }] },
      { id: 's1', do: 'set', variables: { n: '{{ variables.n | plus: 1 }}' } },
      { id: 's2', do: 'update_object', variables: { n: '{{ variables.n }}' } },
      { id: 's3', do: 'charge', kind: 'call' },
      { id: 's4', do: 'end', outcome: 'last' },
    ],
  },
  [],
  [{ after: 2, losesResults: true }],
];

test(
  'a real run and a simulated one take the same path, and send, push and charge the same, however often the driver is killed',
  async () => {
    let deaths = 0;
    await fc.assert(
      fc.asyncProperty(randomFlow, randomReplies, randomKills, async (flow, replies, kills) => {
        deaths += await both(flow, replies, kills);
      }),
      { numRuns: RUNS, seed: 6, examples: [REPEATED], interruptAfterTimeLimit: MAX_MS },
    );
    expect(cases).toBeGreaterThanOrEqual(RUNS);
    expect(deaths).toBeGreaterThan(RUNS / 2);
  },
  MAX_MS + 10_000,
);
