import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import codFlow from '../support/cod-flow.json';
import { newScene, type Scene } from '../support/scene';
import { PRICES } from '../support/tenant';

const order = { id: '1001', phone: '+393331234567', total: '59.90', customer: { first_name: 'Ada' } };
const now = '2026-07-01T10:00:00';

let scene: Scene;
beforeAll(async () => {
  scene = await newScene({ price_list: { ...PRICES, 'message.service': '0.0300', 'message.marketing': '0.0900' } });
  await scene.saveFlow(codFlow, 'cod');
});

const simulate = async (body: Record<string, unknown>, key = 'cod') => {
  const answer = await scene.as('POST', `/v1/flows/${key}/simulate`, { now, object: order, ...body });
  return { ...answer, ...answer.body };
};
const steps = (...list: unknown[]) => ({ definition: { name: 'x', steps: list } });
const end = { id: 'done', do: 'end', outcome: 'ok' };
const say = (id: string, more: Record<string, unknown> = { text: 'Ciao' }) => ({
  id,
  do: 'send_message',
  to: '{{ request.user_key }}',
  ...more,
});
const thanks = { template: { name: 'thanks', language: 'it', body: ['Ada'] } };
const listens = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  do: 'wait_for_reply',
  timeout: '24h',
  ...more,
});

test('a simulation shows the whole run: messages as Meta would get them, push, ledger, time', async () => {
  const run = await simulate({ replies: [{ after: '2h', button: 'CONFIRM' }] });
  expect(run).toMatchObject({
    status: 'completed',
    outcome: 'confirmed',
    error: null,
    path: ['order', 'ask', 'answer', 'confirmed', 'yes'],
    pushes: [
      {
        step: 'confirmed',
        at: '2026-07-01T12:00:00.000+02:00',
        object: { type: 'order', id: '1001' },
        sequence: 1,
        variables: { cod_confirmed: true, tags: ['cod-confirmed'] },
        state: 'delivered',
      },
    ],
    total: '0.1201',
    currency: 'EUR',
    workflow_steps: 5,
    ended_at: '2026-07-01T12:00:00.000+02:00',
    warnings: [],
  });
  expect(run.charges.map(({ kind, amount }: any) => [kind, amount])).toEqual([
    ['flow.run', '0.0500'],
    ['message.utility', '0.0691'],
    ['push', '0.0010'],
  ]);
  const [{ payload, ...message }] = run.messages;
  expect(message).toEqual({ step: 'ask', at: '2026-07-01T10:00:00.000+02:00', form: 'only_form', category: 'utility' });
  expect(payload).toMatchObject({
    messaging_product: 'whatsapp',
    to: '393331234567',
    template: { name: 'cod_confirm', components: [{ parameters: [{ text: 'Ada' }, { text: '59,90 €' }] }, {}, {}] },
  });
  expect(payload.template.components[1].parameters[0].payload).toMatch(/^req_\w{26}\.CONFIRM$/);
});

test('a simulation sends, reads and writes nothing outside', async () => {
  const tables = ['requests', 'request_steps', 'messages', 'pushes', 'charges', 'conversations', 'customers', 'events'];
  const count = () =>
    env.DB.batch(
      tables.map((table) =>
        env.DB.prepare(`select count(*) as n from ${table} where account_id = ?`).bind(scene.accountId),
      ),
    ).then((results) => results.map(({ results: [row] }) => row));
  const before = [await count(), await scene.sentMessages(), await scene.merchantCalls()];
  await simulate({ replies: [{ after: '1h', text: 'STOP' }] });
  await simulate({ replies: [{ after: '1h', text: 'boh' }] });
  expect([await count(), await scene.sentMessages(), await scene.merchantCalls()]).toEqual(before);
});

describe('the customer', () => {
  test('who does not answer is reminded, and an answer too late for one wait counts for the next', async () => {
    const run = await simulate({ replies: [{ after: '25h', button: 'CONFIRM' }] });
    expect(run.path).toEqual(['order', 'ask', 'answer', 'remind', 'answer2', 'confirmed', 'yes']);
    expect(run.ended_at).toBe('2026-07-02T11:00:00.000+02:00');
  });

  test('who never answers lets every timeout pass', async () => {
    const run = await simulate({});
    expect(run).toMatchObject({ outcome: 'no_answer', ended_at: '2026-07-02T22:00:00.000+02:00' });
  });

  test('who answers at the very moment of the timeout has answered', async () => {
    const run = await simulate({ replies: [{ after: '24h', button: 'CONFIRM' }] });
    expect(run.path).toEqual(['order', 'ask', 'answer', 'confirmed', 'yes']);
  });

  test('who writes what no case matches is handed to a person, with the text', async () => {
    const run = await simulate({ replies: [{ after: '5m', text: 'Quando arriva?' }] });
    expect(run).toMatchObject({ status: 'waiting', outcome: null, note: 'Quando arriva?' });
    expect(run.path.at(-1)).toBe('human');
  });

  test('who opts out ends the wait at once and gets nothing more', async () => {
    const run = await simulate({
      ...steps(
        say('hello', thanks),
        listens('answer', { on_timeout: 'check', cases: [{ kind: 'text', goto: 'done' }] }),
        end,
        { id: 'check', do: 'branch', cases: [{ when: 'reply.opted_out', goto: 'again' }] },
        { id: 'nothing', do: 'end', outcome: 'nothing' },
        say('again', { ...thanks, on_failed: 'gone' }),
        { id: 'written', do: 'end', outcome: 'written' },
        { id: 'gone', do: 'end', outcome: 'opted_out' },
      ),
      replies: [{ after: '3h', text: ' basta! ' }],
    });
    expect(run).toMatchObject({ outcome: 'opted_out', ended_at: '2026-07-01T13:00:00.000+02:00' });
    expect(run.messages).toHaveLength(1);
  });

  test('whose first message opens the window can get a free form for 24 hours', async () => {
    const flow = steps(
      say('first', { text: 'Ciao', on_failed: 'closed' }),
      { id: 'pause', do: 'wait', for: '23h' },
      say('second', { text: 'Ancora', on_failed: 'closed' }),
      end,
      { id: 'closed', do: 'end', outcome: 'window_closed' },
    );
    const open = await simulate({ ...flow, replies: [{ at: '2026-07-01T09:30:00', text: 'Buongiorno' }] });
    expect(open.messages.map(({ form }: any) => form)).toEqual(['window_open', 'window_open']);
    const half = await simulate({ ...flow, replies: [{ at: '2026-07-01T08:59:59', text: 'Buongiorno' }] });
    expect(half).toMatchObject({ outcome: 'window_closed', path: ['first', 'pause', 'second', 'closed'] });
    expect(await simulate(flow)).toMatchObject({ outcome: 'window_closed', messages: [] });
  });

  test('who answers early, with a photo or a location, is understood', async () => {
    const flow = steps(
      say('ask', thanks),
      { id: 'pause', do: 'wait', for: '2h' },
      listens('answer', { cases: [{ kind: 'location', goto: 'place' }], otherwise: 'done' }),
      end,
      { id: 'place', do: 'set', variables: { lat: '{{ reply.location.latitude }}' } },
      { id: 'found', do: 'end', outcome: 'found' },
    );
    const location = { latitude: 41.9, longitude: 12.5 };
    const run = await simulate({ ...flow, replies: [{ at: '2026-07-01T11:00:00', location }] });
    expect(run).toMatchObject({
      outcome: 'found',
      variables: { lat: '41.9' },
      ended_at: '2026-07-01T12:00:00.000+02:00',
    });
  });

  test('who writes to a flow that waits before it sends anything has answered', async () => {
    const flow = steps(listens('answer', { cases: [{ text: ['ciao'], goto: 'done' }], otherwise: 'other' }), end, {
      id: 'other',
      do: 'end',
      outcome: 'other',
    });
    const run = await simulate({ ...flow, replies: [{ after: '1h', text: 'Ciao' }] });
    expect(run).toMatchObject({ outcome: 'ok', ended_at: '2026-07-01T11:00:00.000+02:00' });
  });

  test('who waits for a reply sees their message as read, which costs nothing', async () => {
    const flow = steps({ id: 'typing', do: 'send_message', to: '{{ request.user_key }}', mark_read: 'typing' }, end);
    const run = await simulate({ ...flow, replies: [{ at: '2026-07-01T09:30:00', text: 'Ciao' }] });
    expect(run).toMatchObject({ outcome: 'ok', path: ['typing', 'done'], messages: [], total: '0.0500' });
    expect(await simulate(flow)).toMatchObject({ outcome: 'ok', messages: [] });
  });

  test('an unused reply is reported', async () => {
    const run = await simulate({
      replies: [
        { after: '1h', button: 'CONFIRM' },
        { after: '1h', text: 'grazie' },
      ],
    });
    expect(run.warnings).toEqual([{ path: '/replies/1', code: 'reply_unused', message: expect.any(String) }]);
  });
});

describe('the world', () => {
  test('a message waits for the send window in the time zone of Rome', async () => {
    const { body } = await simulate({
      definition: {
        name: 'x',
        send_window: { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '20:00' },
        steps: [say('hello', thanks), end],
      },
      now: '2026-10-24T12:00:00',
    });
    // A Saturday; in the night to Sunday the clock goes back.
    expect(body.messages[0].at).toBe('2026-10-26T09:00:00.000+01:00');
    expect(body).toMatchObject({ path: ['hello', 'done'], workflow_steps: 2 });
  });

  test('free forms cost nothing for the first 1,000 of a month, then the cheaper form is sent', async () => {
    const flow = steps(say('hello', { text: 'Ciao', ...thanks }), end);
    const replies = [{ at: '2026-07-01T09:30:00', text: 'Buongiorno' }];
    const free = await simulate({ ...flow, replies });
    expect(free.messages[0]).toMatchObject({ category: 'service', form: 'window_open_free_form_cheaper' });
    expect(free.total).toBe('0.0500');
    const billed = await simulate({ ...flow, replies, service_messages: 1_000 });
    expect(billed.messages[0]).toMatchObject({ category: 'service' });
    expect(billed.total).toBe('0.0800');
  });

  test('a missing object and a failure take their jumps', async () => {
    expect(await simulate({ object: { type: 'order', id: '9' } })).toMatchObject({ outcome: 'not_found' });
    const other = await simulate({ object: { id: '9' }, objects: { 9: order } });
    expect(other.path).toContain('ask');
    const refused = await simulate({ fails: { ask: 'meta_131026' } });
    expect(refused).toMatchObject({ status: 'failed', error: { code: 'meta_131026', step: 'ask' }, messages: [] });
    const dead = await simulate({ fails: { confirmed: 'dead' }, replies: [{ after: '1h', text: 'Sì!' }] });
    expect(dead).toMatchObject({ error: { code: 'push_dead' }, pushes: [{ state: 'dead' }], total: '0.1191' });
  });

  test('a loop ends with loop_limit, and a flow that writes endlessly is stopped', async () => {
    const loop = [
      { id: 'wait', do: 'wait', for: '1h' },
      { id: 'again', do: 'branch', cases: [{ when: 'true', goto: 'wait' }] },
      end,
    ];
    const run = await simulate(steps(...loop));
    expect(run).toMatchObject({ status: 'failed', error: { code: 'loop_limit', step: 'wait' } });
    const many = Array.from({ length: 100 }, (_, i) => ({ id: `s${i}`, do: 'charge', kind: 'x', unit_price: '0.01' }));
    const endless = await simulate(
      steps(
        ...many,
        ...loop.slice(0, 1),
        {
          id: 'again',
          do: 'branch',
          cases: [{ when: 'true', goto: 's0' }],
        },
        end,
      ),
    );
    expect(endless.error).toMatchObject({ code: 'simulation_limit' });
  });

  test('a template that Meta does not list counts as marketing, with a warning', async () => {
    const run = await simulate(steps(say('hello', { template: { name: 'nowhere', language: 'it' } }), end));
    expect(run.messages[0]).toMatchObject({ category: 'marketing' });
    expect(run.total).toBe('0.1400');
    expect(run.warnings).toMatchObject([{ code: 'template_unknown', path: '/steps/0/template/name' }]);
  });

  test('start_flow, charge and set are shown but not done', async () => {
    const run = await simulate(
      steps(
        { id: 'count', do: 'set', variables: { n: 1, old: null } },
        { id: 'pay', do: 'charge', kind: 'call', quantity: 3, unit_price: '0.25', description: 'Telefonata' },
        { id: 'next', do: 'start_flow', flow: 'cod', variables: { n: '{{ variables.n }}' } },
        end,
      ),
    );
    expect(run).toMatchObject({ variables: { n: 1 }, started: [{ flow: 'cod', variables: { n: '1' } }] });
    expect(run.charges.at(-1)).toMatchObject({
      step: 'pay',
      description: 'Telefonata',
      quantity: 3,
      unit_price: '0.2500',
      amount: '0.7500',
    });
  });
});

describe('refused input', () => {
  test.each([
    ['a reply with no time', { replies: [{ text: 'x' }] }, '/replies/0'],
    ['a reply that says nothing', { replies: [{ after: '1h' }] }, '/replies/0'],
    ['a reply that is two things', { replies: [{ after: '1h', button: 'A', list: 'B' }] }, '/replies/0'],
    ['101 replies', { replies: Array.from({ length: 101 }, () => ({ after: '1h', text: 'x' })) }, '/replies'],
    ['a time that is none', { now: 'ieri' }, '/now'],
    ['an hour that spring skips', { now: '2026-03-29T02:30:00' }, '/now'],
    ['a reply at no time', { replies: [{ at: 'domani', text: 'x' }] }, '/replies/0/at'],
    ['a failure of no step', { fails: { nowhere: 'timeout' } }, '/fails/nowhere'],
    ['a failure of what calls nobody', { fails: { answer: 'timeout' } }, '/fails/answer'],
    ['an end that no push has', { fails: { confirmed: 'timeout' } }, '/fails/confirmed'],
    ['a member that is misspelt', { reply: [] }, '/reply'],
  ])('%s', async (_, body, path) => {
    const answer = await simulate(body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].path).toBe(path);
  });

  test('a definition with issues, with all of them; a missing flow and a missing store', async () => {
    const bad = await simulate(
      steps(
        { id: 'a', do: 'branch', cases: [{ when: 'x ==', goto: 'nowhere' }] },
        { id: 'a', do: 'end', outcome: 'ok' },
      ),
    );
    expect(bad.body).toMatchObject({ status: 422, code: 'flow_invalid' });
    expect(bad.body.errors.map(({ path }: any) => path)).toEqual(
      expect.arrayContaining(['/definition/steps/0/cases/0/goto', '/definition/steps/1/id']),
    );
    expect((await simulate({}, 'nowhere')).body).toMatchObject({ status: 404 });
    expect((await simulate({ id_store: 'str_x' })).body).toMatchObject({ status: 404, code: 'store_not_found' });
  });
});
