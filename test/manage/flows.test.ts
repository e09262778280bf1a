import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import codFlow from '../support/cod-flow.json';
import { newScene } from '../support/scene';

const end = { id: 'done', do: 'end', outcome: 'ok' };

/** A merchant's flow with a mistake of every kind. */
const full = {
  name: 'Giacenza',
  trigger: { on: 'order.create', when: 'order.total >' },
  channel: 'chn_nope',
  send_window: { days: ['lun'], from: '09:00', to: '20:00' },
  stores: 'str_x',
  steps: [
    { id: 'order', do: 'get_object', save_as: 'request', on_notfound: 'gone' },
    {
      id: 'ask',
      do: 'send_message',
      to: 'order.phone',
      buttons: {
        text: 'x'.repeat(1_025),
        header: 'x'.repeat(61),
        buttons: [
          { id: 'YES', title: 'Sì, consegnate domani mattina' },
          { id: 'YES', title: 'No' },
          { id: 'LATER', title: 'Dopo' },
          { id: 'NEVER', title: 'Mai' },
        ],
      },
      on_failed: 'nowhere',
    },
    {
      id: 'answer',
      do: 'wait_for_reply',
      timeout: '24 hours',
      cases: [{ button: 'YES', goto: 'say' }],
      otherwise: 'say',
    },
    { id: 'say', do: 'send_message', to: '{{ reply.phone', text: '{{ ordr.total | euro }}' },
    { id: 'say', do: 'send_message', to: '{{ request.user_key }}', text: '{% include "x" %}' },
    { id: 'total', do: 'send_message', to: '{{ request.user_key }}', text: '{{ ordr.total | money }}' },
    {
      id: 'which',
      do: 'branch',
      cases: [
        { when: 'variables.n > 1', goto: 'which' },
        { when: 'variables.n > 1', goto: 'total' },
      ],
      otherwise: 'last',
    },
    { id: 'lost', do: 'end', outcome: 'lost' },
    { id: 'list', do: 'sendmessage', to: 'x' },
    { id: 'last', do: 'charge', kind: 'storage', quantity: 0, on_failed: 5 },
  ],
};

test('a flow with mistakes of every kind gets all issues in one response, with remedies', async () => {
  const scene = await newScene();
  const { status, body } = await scene.as('PUT', '/v1/flows/giacenza', full);
  expect(status).toBe(422);
  expect(body.errors.map(({ path, code }: any) => `${path} ${code}`)).toEqual([
    '/channel channel_not_found',
    '/send_window/days/0 invalid_value',
    '/steps/0/on_notfound unknown_member',
    '/steps/0/save_as name_taken',
    '/steps/1/buttons/buttons too_big',
    '/steps/1/buttons/buttons/0/title too_long',
    '/steps/1/buttons/buttons/1/id repeated_choice',
    '/steps/1/buttons/header too_long',
    '/steps/1/buttons/text too_long',
    '/steps/1/on_failed unknown_step',
    '/steps/1/to invalid_recipient',
    '/steps/2/timeout custom',
    '/steps/3/text template_syntax',
    '/steps/3/to template_syntax',
    '/steps/4/id duplicate_step',
    '/steps/4/text template_syntax',
    '/steps/5/text unknown_variable',
    '/steps/6/cases/0/goto jump_to_itself',
    '/steps/6/cases/1 case_never_reached',
    '/steps/6/cases/1/goto loop_without_wait',
    '/steps/7 unreachable_step',
    '/steps/8 unreachable_step',
    '/steps/8/do invalid_union',
    '/steps/9 no_end',
    '/steps/9/on_failed unknown_member',
    '/steps/9/quantity too_small',
    '/stores unknown_member',
    '/trigger/on invalid_value',
    '/trigger/when template_syntax',
  ]);
  for (const { message } of body.errors) expect(message).toMatch(/^\p{Lu}.{10,}/u);
  expect((await scene.as('GET', '/v1/flows/giacenza')).status).toBe(404);
});

test('a flow whose problems may resolve themselves is saved with warnings', async () => {
  const scene = await newScene();
  await scene.as('DELETE', `/v1/channels/${scene.channelId}`);
  const saved = await scene.saveFlow({
    steps: [
      { id: 'order', do: 'get_object', save_as: 'order', on_not_found: 'say' },
      { id: 'say', do: 'send_message', to: '{{ request.user_key }}', text: '{{ order.total }} {{ user.name }}' },
      { id: 'next', do: 'start_flow', flow: 'review' },
      end,
    ],
  });
  expect(saved.warnings.map(({ path, code }: any) => `${path} ${code}`)).toEqual([
    '/steps/1 channel_not_found',
    '/steps/1/text unknown_variable',
    '/steps/1/text variable_maybe_unset',
    '/steps/2/flow flow_not_found',
  ]);
  await scene.saveFlow({ steps: [end] }, 'review');
  const again = await scene.saveFlow({ steps: [{ id: 'next', do: 'start_flow', flow: 'review' }, end] });
  expect(again.warnings).toEqual([]);
});

test('an account without a store gets the steps that need one', async () => {
  const scene = await newScene();
  await scene.as('DELETE', `/v1/stores/${scene.storeId}`);
  const saved = await scene.saveFlow({ steps: [{ id: 'push', do: 'update_object', variables: { a: 1 } }, end] });
  expect(saved.warnings).toMatchObject([{ path: '/steps/0', code: 'store_not_found' }]);
  await scene.as('POST', '/v1/stores', { name: 'x', kind: 'custom', get_object: { url: 'https://shop.example/x' } });
  const other = await scene.saveFlow({ steps: [{ id: 'push', do: 'update_object', variables: { a: 2 } }, end] });
  expect(other.warnings).toMatchObject([{ path: '/steps/0', code: 'no_endpoint' }]);
});

describe('the diff of two versions', () => {
  test('lists added, removed, moved and changed steps, member by member', async () => {
    const scene = await newScene();
    const say = (id: string, text: string) => ({ id, do: 'send_message', to: '{{ request.user_key }}', text });
    await scene.saveFlow({ name: 'Prima', steps: [say('a', '1'), say('b', '2'), say('x', '0'), say('c', '3'), end] });
    await scene.saveFlow({
      name: 'Dopo',
      send_window: { days: ['mon'], from: '09:00', to: '20:00' },
      steps: [
        say('c', '3'),
        say('a', '1'),
        say('x', '0'),
        { ...say('d', '4'), on_failed: 'done' },
        { ...end, outcome: 'fatto' },
      ],
    });
    const { status, body } = await scene.as('GET', '/v1/flows/flow/diff');
    expect(status).toBe(200);
    expect(body).toEqual({
      from: 1,
      to: 2,
      changed: [
        { path: '/name', before: 'Prima', after: 'Dopo' },
        { path: '/send_window', after: { days: ['mon'], from: '09:00', to: '20:00' } },
      ],
      steps: {
        added: [{ id: 'd', path: '/steps/3', step: expect.objectContaining({ id: 'd', on_failed: 'done' }) }],
        removed: [{ id: 'b', path: '/steps/1', step: expect.objectContaining({ id: 'b' }) }],
        moved: [{ id: 'c', from_path: '/steps/3', to_path: '/steps/0' }],
        changed: [
          { id: 'done', path: '/steps/4', changes: [{ path: '/steps/4/outcome', before: 'ok', after: 'fatto' }] },
        ],
      },
    });
    const back = await scene.as('GET', '/v1/flows/flow/diff?from=2&to=1');
    expect([back.body.from, back.body.to, back.body.steps.added[0].id]).toEqual([2, 1, 'b']);
    const same = await scene.as('GET', '/v1/flows/flow/diff?from=2&to=2');
    expect(same.body).toMatchObject({ changed: [], steps: { added: [], removed: [], moved: [], changed: [] } });
  });

  test('an unknown version gets 404, a malformed one 422', async () => {
    const scene = await newScene();
    await scene.saveFlow({ steps: [end] });
    for (const query of ['', '?from=1&to=9', '?from=7']) {
      expect((await scene.as('GET', `/v1/flows/flow/diff${query}`)).status, query).toBe(404);
    }
    expect((await scene.as('GET', '/v1/flows/flow/diff?from=x')).body.errors[0].path).toBe('?from');
    expect((await scene.as('GET', '/v1/flows/nope/diff')).status).toBe(404);
  });
});

describe('the diagram of a flow', () => {
  test('is an SVG that cannot run scripts, and Mermaid text with escaped labels', async () => {
    const scene = await newScene();
    const hostile = '</text><script>alert(1)</script><a href="javascript:alert(1)">"\'&';
    await scene.saveFlow({
      name: hostile,
      steps: [
        { id: 'say', do: 'send_message', to: '{{ request.user_key }}', text: hostile },
        { id: 'answer', do: 'wait_for_reply', timeout: '1h', cases: [{ text: ['"] --> x', '</svg>'], goto: 'done' }] },
        { id: 'human', do: 'hand_over', note: 'click n0 "javascript:alert(1)"' },
        { ...end, outcome: ']]><x onload="alert(1)"' },
      ],
    });
    const svg = await scene.as('GET', '/v1/flows/flow/diagram.svg');
    expect(svg.status).toBe(200);
    expect(svg.headers.get('content-type')).toBe('image/svg+xml');
    expect(svg.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(svg.headers.get('x-content-type-options')).toBe('nosniff');
    const tags = new Set([...svg.body.matchAll(/<([^\s/>]+)/g)].map(([, tag]) => tag));
    expect(tags).toEqual(new Set(['defs', 'g', 'marker', 'path', 'rect', 'svg', 'text', 'title']));
    expect(svg.body).not.toMatch(/<[^>]*\s(on\w+|href|style)=/);
    const mermaid = await scene.as('GET', '/v1/flows/flow/diagram.mmd');
    expect(mermaid.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const lines = mermaid.body.trim().split('\n');
    expect(lines[0]).toBe('flowchart TD');
    for (const line of lines.slice(1)) {
      expect(line).toMatch(
        /^ {2}n\d+((\(\[|\{\{|\{|\[)"[^"<>&]*(<br\/>[^"<>&]*)*"(\]\)|\}\}|\}|\])| -->(\|"[^"<>]*(<br\/>[^"<>]*)*"\|)? n\d+)$/,
      );
    }
  });

  test('shows how many runs of the version took each branch', async () => {
    const scene = await newScene();
    const branch = { id: 'which', do: 'branch', cases: [{ when: 'variables.vip', goto: 'gift' }] };
    const steps = [branch, { id: 'plain', do: 'end', outcome: 'plain' }, { id: 'gift', do: 'end', outcome: 'gift' }];
    await scene.saveFlow({ steps });
    for (const vip of [true, true, false]) {
      await scene.waitForStatus(await scene.start('flow', { variables: { vip } }), 'completed');
    }
    await scene.saveFlow({ steps, name: 'again' });
    await scene.waitForStatus(await scene.start(), 'completed');
    const edges = async (query: string) => {
      const { body } = await scene.as('GET', `/v1/flows/flow/diagram.mmd${query}`);
      return body
        .split('\n')
        .filter((line: string) => line.includes('-->'))
        .map((line: string) => line.trim());
    };
    expect(await edges('?version=1&counts=1')).toEqual([
      'n0 -->|"3 runs"| n1',
      'n1 -->|"otherwise<br/>1 runs"| n2',
      'n1 -->|"variables.vip<br/>2 runs"| n3',
    ]);
    expect(await edges('?counts=1')).toEqual([
      'n0 -->|"1 runs"| n1',
      'n1 -->|"otherwise<br/>1 runs"| n2',
      'n1 -->|"variables.vip<br/>0 runs"| n3',
    ]);
    expect(await edges('')).toEqual(['n0 --> n1', 'n1 -->|"otherwise"| n2', 'n1 -->|"variables.vip"| n3']);
    expect((await scene.as('GET', '/v1/flows/flow/diagram.svg?version=3')).status).toBe(404);
    expect((await scene.as('GET', '/v1/flows/flow/diagram.svg?version=1&counts=1')).body).toContain(
      '3 runs in the last 30 days',
    );
  });

  test('counts the latest 2,000 runs, and says if there are others', async () => {
    const scene = await newScene();
    await scene.saveFlow({ steps: [end] });
    const requestId = await scene.start();
    await scene.waitForStatus(requestId, 'completed');
    const row = await env.DB.prepare('select * from requests where request_id = ?').bind(requestId).first();
    const columns = Object.keys(row ?? {});
    const copied = columns.map((name) =>
      name === 'request_id' ? "substr(request_id, 1, 20) || printf('%010d', value)" : name === 'cause' ? 'null' : name,
    );
    const copy = (from: number, to: number) =>
      env.DB.prepare(
        `insert into requests (${columns.join()}) select ${copied.join()} from requests, json_each(?) where request_id = ?`,
      )
        .bind(JSON.stringify(Array.from({ length: to - from }, (_, i) => from + i)), requestId)
        .run();
    const told = async () => {
      const { body } = await scene.as('GET', '/v1/flows/flow/diagram.svg?counts=1');
      return />([^<]* of 30 days|[^<]* in the last 30 days)</.exec(body)?.[1];
    };
    await copy(1, 2_000);
    expect(await told()).toBe('2000 runs in the last 30 days');
    await copy(2_000, 2_002);
    expect(await told()).toBe('the last 2000 runs of 30 days');
  });

  test('contains all steps of the guide’s flow', async () => {
    const scene = await newScene();
    await scene.saveFlow(codFlow);
    const { body } = await scene.as('GET', '/v1/flows/flow/diagram.svg');
    for (const { id } of codFlow.steps) expect(body).toContain(`>${id}</text>`);
  });
});

test('concurrent saves of a flow each create their own version', async () => {
  const scene = await newScene();
  const saved = await Promise.all(
    Array.from({ length: 15 }, (_, i) =>
      scene.as('PUT', '/v1/flows/raced', { name: `Flow ${i}`, trigger: { on: 'api' }, steps: [end] }),
    ),
  );
  expect(saved.map(({ status }) => status)).toEqual(saved.map(() => 201));
  expect(saved.map(({ body }) => body.version).toSorted((a, b) => a - b)).toEqual(saved.map((_, i) => i + 1));
  const { body } = await scene.as('GET', '/v1/flows/raced?versions=all');
  const last = saved.find((one) => one.body.version === 15)?.body;
  expect([body.version, body.name, body.definition.name]).toEqual([15, last.name, last.name]);
  for (const one of saved) {
    const kept = body.versions.find(({ version }: { version: number }) => version === one.body.version);
    expect(kept.definition.name).toBe(one.body.name);
  }
});

test('concurrent saves of the same definition create one version', async () => {
  const scene = await newScene();
  const definition = { name: 'Uno', trigger: { on: 'api' }, steps: [end] };
  const saved = await Promise.all(Array.from({ length: 8 }, () => scene.as('PUT', '/v1/flows/once', definition)));
  expect(saved.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(saved.filter(({ status }) => status === 200)).toHaveLength(7);
  expect(new Set(saved.map(({ body }) => body.version))).toEqual(new Set([1]));
});

test('deactivating a flow during saves loses neither change', async () => {
  const scene = await newScene();
  const save = (i: number) => scene.as('PUT', '/v1/flows/both', { name: `${i}`, trigger: { on: 'api' }, steps: [end] });
  await save(0);
  const answers = await Promise.all(
    [1, 2, 3, 4].flatMap((i) => [save(i), scene.as('PATCH', '/v1/flows/both', { active: false })]),
  );
  expect(answers.map(({ status }) => status).filter((status) => status > 201)).toEqual([]);
  expect((await scene.as('GET', '/v1/flows/both')).body).toMatchObject({ active: false, version: 5 });
});
