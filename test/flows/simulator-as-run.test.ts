import { beforeAll, describe, expect, test } from 'vitest';
import { newScene, type Scene } from '../support/scene';
import { newTenant } from '../support/tenant';

const end = { id: 'done', do: 'end', outcome: 'ok' };
const listed = (name: string, ...buttons: string[]) => ({
  name,
  language: 'it',
  status: 'APPROVED',
  category: 'UTILITY',
  components: [
    { type: 'BODY', text: 'Allora?' },
    ...(buttons.length > 0
      ? [{ type: 'BUTTONS', buttons: buttons.map((text) => ({ type: 'QUICK_REPLY', text })) }]
      : []),
  ],
});
const send = (id: string, form: object) => ({ id, do: 'send_message', to: '{{ request.user_key }}', ...form });
const ask = send('ask', { template: { name: 'ask', language: 'it', buttons: ['YES', 'NO'] } });
const wait = (id: string, more: object) => ({ id, do: 'wait_for_reply', timeout: '1h', ...more });
const note = {
  id: 'note',
  do: 'set',
  variables: { kind: '{{ reply.kind }}', text: '{{ reply.text }}', answers: '{{ reply.answers }}' },
};

let scene: Scene;
beforeAll(async () => {
  scene = await newScene();
  await scene.configureMeta({ templates: [listed('ask', 'Confermo', 'Annulla'), listed('remind')] });
  await scene.saveFlow({ steps: [end] }, 'there');
  await scene.saveFlow({ steps: [end] }, 'off');
  await scene.as('PATCH', '/v1/flows/off', { active: false });
});

const simulate = async (flow: object, more: object = {}, key = 'flow', on: Pick<Scene, 'as'> = scene) => {
  const { status, body } = await on.as('POST', `/v1/flows/${key}/simulate`, {
    definition: { name: 'x', ...flow },
    now: '2026-07-01T10:00:00',
    user_key: '+393331234567',
    ...more,
  });
  expect([status, body.errors]).toEqual([200, undefined]);
  return body;
};

test.each([
  ['is not there', 'nowhere', 'flow_not_found'],
  ['is switched off', 'off', 'flow_inactive'],
])('a flow that %s fails the step that starts it, in a run and in the simulator', async (_, flow, code) => {
  const steps = [{ id: 'next', do: 'start_flow', flow }, end];
  await scene.saveFlow({ steps });
  const run = await scene.waitForStatus(await scene.start(), 'failed');
  const simulated = await simulate({ steps });
  expect(simulated).toMatchObject({ status: 'failed', started: [] });
  expect(simulated.error).toEqual(run.error);
  expect(run.error).toMatchObject({ code, step: 'next' });
});

test('an existing flow is started, also the simulated one before it is saved', async () => {
  const next = (flow: string) => ({ steps: [{ id: 'next', do: 'start_flow', flow }, end] });
  expect(await simulate(next('there'))).toMatchObject({ outcome: 'ok', started: [{ flow: 'there' }] });
  expect(await simulate(next('new'), {}, 'new')).toMatchObject({ outcome: 'ok', started: [{ flow: 'new' }] });
  expect((await simulate(next('off'), {}, 'off')).error).toMatchObject({ code: 'flow_inactive' });
  expect((await simulate(next('nowhere'), { fails: { next: 'chain_limit' } })).error).toMatchObject({
    code: 'chain_limit',
  });
});

describe('what a flow reads of a button press', () => {
  const steps = [ask, wait('answer', {}), note, end];

  test('is the same as in a run: the referenced message and the button’s title', async () => {
    await scene.saveFlow({ steps }, 'press');
    const requestId = await scene.start('press');
    await scene.waitForStatus(requestId, 'waiting');
    const [asked] = (await scene.sentMessages()).slice(-1) as [any];
    const { payload } = asked.body.template.components.at(-1).parameters[0];
    await scene.reply({ button: { payload, text: 'Annulla' }, context_wamid: asked?.wamid });
    const run = await scene.waitForStatus(requestId, 'completed');
    const simulated = await simulate({ steps }, { replies: [{ after: '5m', button: 'NO' }] });
    expect(run.variables).toEqual({ kind: 'button', text: 'Annulla', answers: asked?.wamid });
    const [{ payload: sent }] = simulated.messages;
    expect(simulated.variables).toEqual({
      kind: 'button',
      text: 'Annulla',
      answers: `wamid.${sent.biz_opaque_callback_data}`,
    });
  });

  test('a case for the title of a template’s button matches its press', async () => {
    const words = wait('answer', { cases: [{ text: ['confermo'], goto: 'done' }], otherwise: 'other' });
    const flow = { steps: [ask, words, end, { ...end, id: 'other', outcome: 'other' }] };
    expect(await simulate(flow, { replies: [{ after: '1m', button: 'YES' }] })).toMatchObject({ outcome: 'ok' });
    expect(await simulate(flow, { replies: [{ after: '1m', button: 'NO' }] })).toMatchObject({ outcome: 'other' });
  });

  test('after a reminder without buttons, the press references the first message', async () => {
    const buttons = send('ask', { buttons: { text: 'Allora?', buttons: [{ id: 'YES', title: 'Certo' }] } });
    const remind = send('remind', { template: { name: 'remind', language: 'it' } });
    const run = await simulate(
      { steps: [buttons, remind, wait('answer', {}), note, end] },
      {
        replies: [
          { at: '2026-07-01T09:59:00', text: 'Buongiorno' },
          { after: '5m', button: 'YES' },
        ],
      },
    );
    expect(run.variables).toEqual({
      kind: 'interactive',
      text: 'Certo',
      answers: `wamid.${run.messages[0].payload.biz_opaque_callback_data}`,
    });
  });

  test('a text references no message, a reaction the last one', async () => {
    const said = await simulate({ steps }, { replies: [{ after: '5m', text: 'sì' }] });
    expect(said.variables).toEqual({ kind: 'text', text: 'sì', answers: '' });
    const react = { ...note, variables: { to: '{{ reply.reacted_to }}' } };
    const liked = await simulate(
      { steps: [ask, wait('answer', { cases: [{ kind: 'reaction', goto: 'note' }] }), react, end] },
      { replies: [{ after: '5m', kind: 'reaction', text: '👍' }] },
    );
    expect(liked.variables).toEqual({ to: `wamid.${liked.messages[0].payload.biz_opaque_callback_data}` });
  });
});

describe('a flow that a message starts', () => {
  const trigger = { on: 'message.received' };
  const steps = [note, send('say', { text: 'Dimmi' }), wait('answer', { on_timeout: 'silent' }), end];
  const flow = { trigger, steps: [...steps, { ...end, id: 'silent', outcome: 'silent' }] };

  test('reads that message from its first step', async () => {
    const own = await newScene();
    await own.saveFlow({ ...flow, trigger: { ...trigger, when: "reply.text == 'Aiuto'" } });
    // An unknown customer has no store yet.
    await own.saveFlow({ steps: [end] }, 'before');
    await own.waitForStatus(await own.start('before'), 'completed');
    await own.reply({ text: 'Aiuto' });
    const [request] = await waitFor(own);
    const run = await own.waitForStatus(request.request_id, 'waiting');
    const simulated = await simulate(flow, { replies: [{ at: '2026-07-01T09:59:30', text: 'Aiuto' }] });
    const { variables } = run;
    expect(variables).toEqual({ kind: 'text', text: 'Aiuto', answers: '' });
    expect(simulated).toMatchObject({
      variables,
      outcome: 'silent',
      messages: [{ form: 'window_open' }],
      warnings: [],
    });
  });

  test('takes the next message though the flow has sent nothing', async () => {
    const silent = { trigger, steps: [wait('answer', { on_timeout: 'silent' }), note, end, { ...end, id: 'silent' }] };
    const run = await simulate(silent, {
      replies: [
        { at: '2026-07-01T09:59:30', text: 'Aiuto' },
        { after: '5m', text: 'Non parte' },
      ],
    });
    expect(run).toMatchObject({ path: ['answer', 'note', 'done'], variables: { text: 'Non parte' }, warnings: [] });
  });

  test('a run that has sent nothing does so too', async () => {
    const silent = {
      channel: scene.channelId,
      steps: [wait('answer', { on_timeout: 'silent' }), end, { ...end, id: 'silent' }],
    };
    const run = await simulate(silent, { replies: [{ after: '5m', text: 'sì' }] });
    expect(run).toMatchObject({ path: ['answer', 'done'] });
    const { channel: _, ...onlyChannel } = silent;
    expect(await simulate(onlyChannel, { replies: [{ after: '5m', text: 'sì' }] })).toMatchObject({
      path: ['answer', 'done'],
    });
  });
});

async function waitFor(own: Scene): Promise<any[]> {
  const { until } = await import('../support/scene');
  return until(async () => {
    const { data } = (await own.as('GET', '/v1/getRequests?limit=10&flow=flow')).body;
    if (data.length === 0) throw new Error('nothing was started');
    return data;
  });
}

test('the release of a parcel that no courier can execute fails in the simulator as in a run', async () => {
  const release = {
    id: 'release',
    do: 'update_object',
    object: { type: 'shipment', id: '{{ shipment.id }}' },
    variables: { action: '{{ variables.action }}' },
    wait: true,
    on_failed: 'failed',
  };
  const run = (action: string) =>
    simulate(
      { trigger: { on: 'shipment.held' }, steps: [release, end, { ...end, id: 'failed', outcome: 'failed' }] },
      { variables: { action } },
    );
  expect(await run('destroy')).toMatchObject({ outcome: 'failed', pushes: [{ state: 'dead' }] });
  expect(await run('redeliver')).toMatchObject({ outcome: 'ok', pushes: [{ state: 'delivered' }] });
});

describe('a store of Shopify', () => {
  const shop = async () => {
    const tenant = await newTenant();
    const store = await tenant.as('POST', '/v1/stores', {
      name: 'Shop',
      kind: 'shopify',
      shopify_store_name: `shop-${crypto.randomUUID()}`,
      shopify_token_app: 'shpat_token-of-the-test',
      shopify_webhook_secret: 'webhook-secret-of-the-test',
    });
    expect(store.status).toBe(201);
    return tenant;
  };
  const push = { id: 'push', do: 'update_object', wait: true, on_failed: 'failed' };
  const failed = { ...end, id: 'failed', outcome: 'failed' };

  test('refuses in the simulator what it refuses in a run, and is not charged', async () => {
    const on = await shop();
    const run = (variables: object, object = { id: '1001' }) =>
      simulate({ steps: [{ ...push, variables }, end, failed] }, { object, variables: { mail: 'ada' } }, 'flow', on);
    const bad = await run({ email: '{{ variables.mail }}' });
    expect(bad).toMatchObject({ outcome: 'failed', pushes: [{ state: 'dead' }] });
    expect(bad.charges.map(({ kind }: any) => kind)).toEqual(['flow.run']);
    expect(await run({ email: 'ada@example.com' })).toMatchObject({ outcome: 'ok', pushes: [{ state: 'delivered' }] });
    expect(await run({ tags: 'x' }, { id: 'ORD-1' })).toMatchObject({ outcome: 'failed' });
  });

  test('has only orders', async () => {
    const on = await shop();
    const get = {
      id: 'order',
      do: 'get_object',
      save_as: 'order',
      object: { type: '{{ variables.type }}', id: '1001' },
    };
    const run = (type: string) =>
      simulate({ steps: [get, end] }, { variables: { type }, objects: { '1001': { total: '1' } } }, 'flow', on);
    expect(await run('order')).toMatchObject({ outcome: 'ok' });
    expect((await run('customer')).error).toMatchObject({ code: 'unsupported_object', step: 'order' });
  });
});
