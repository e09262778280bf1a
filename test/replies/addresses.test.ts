import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { newScene, type Scene, until } from '../support/scene';
import { conversationWorld } from './conversation-world';

const TEXT = 'Buongiorno, via Milano 2 scala B, 20121 Milano. Grazie!';
const ADDRESS = {
  address1: 'via Milano 2',
  address2: 'scala B',
  zip: '20121',
  city: 'Milano',
  province_code: 'MI',
  country_code: 'IT',
  check: { result: 'ok', issues: [] },
};
const say = { id: 'say', do: 'send_message', to: '{{ request.user_key }}', text: 'Dove consegniamo?' };
const cases = [{ when: "reply.address.check.result == 'ok'", goto: 'note' }];
const answer = { id: 'answer', do: 'wait_for_reply', timeout: '24h', cases, otherwise: 'other', save_as: 'where' };
const end = { id: 'done', do: 'end', outcome: 'address' };
const other = { id: 'other', do: 'end', outcome: 'other' };
const note = {
  id: 'note',
  do: 'set',
  variables: { line: '{{ where.address.address1 }}, {{ reply.address.zip }} {{ reply.address.city }}' },
};
const steps = [say, answer, note, end, other];

const contentOf = async (scene: Scene, wamid: string): Promise<any> => {
  const row = await env.DB.prepare('select content from messages where wamid = ? and account_id = ?')
    .bind(wamid, scene.accountId)
    .first<{ content: string }>();
  return row && JSON.parse(row.content);
};

describe('a flow that asks for an address', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await newScene();
    await scene.openWindow();
    expect((await scene.saveFlow({ steps }, 'where')).warnings).toEqual([]);
  });

  const asked = async (flow = 'where'): Promise<string> => {
    const requestId = await scene.start(flow);
    await scene.waitForStatus(requestId, 'waiting');
    return requestId;
  };

  test('reads it in a case, in Liquid and under save_as, and stores it with the reply', async () => {
    const requestId = await asked();
    await scene.reply({ wamid: 'wamid.address', text: TEXT });
    const run = await scene.waitForStatus(requestId, 'completed');
    expect([run.outcome, run.variables]).toEqual(['address', { line: 'via Milano 2, 20121 Milano' }]);
    expect(await contentOf(scene, 'wamid.address')).toMatchObject({ text: TEXT, address: ADDRESS });

    const path = ['say', 'answer', 'note', 'done'];
    const replayed = await scene.as('POST', `/v1/requests/${requestId}/replay`);
    expect(replayed.body).toMatchObject({ same: true, replayed: { path, outcome: 'address' } });
  });

  test.each<[string, Record<string, unknown>]>([
    ['a text that is none', { text: 'domani dopo le 18' }],
    ['an address and fifty thousand characters more', { text: `${TEXT} ${'via Roma 1 '.repeat(5_000)}` }],
    ['a location', { location: { latitude: 45.4, longitude: 9.1, address: 'Via Milano 2, 20121 Milano MI' } }],
    ['a contact', { contacts: [{ addresses: [{ street: 'Via Milano 2', zip: '20121', city: 'Milano' }] }] }],
  ])('gets no address from %s', async (name, reply) => {
    const requestId = await asked();
    await scene.reply({ wamid: `wamid.${name}`, ...reply });
    expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('other');
    expect(await contentOf(scene, `wamid.${name}`)).toMatchObject({ address: null });
  });

  test('a flow that reads no address stores none, and a replay with one that does reads the text', async () => {
    const { cases: _, otherwise: __, ...plain } = answer;
    await scene.saveFlow({ steps: [say, plain, end] }, 'plain');
    const requestId = await asked('plain');
    await scene.reply({ wamid: 'wamid.plain', text: TEXT });
    await scene.waitForStatus(requestId, 'completed');
    expect(await contentOf(scene, 'wamid.plain')).not.toHaveProperty('address');
    const { body } = await scene.as('POST', `/v1/requests/${requestId}/replay`, { definition: { name: 'x', steps } });
    expect(body.replayed).toMatchObject({ outcome: 'address', path: ['say', 'answer', 'note', 'done'] });
    expect(await contentOf(scene, 'wamid.plain')).not.toHaveProperty('address');
  });

  test('a message that is an address starts a flow whose condition says so', async () => {
    const own = await newScene();
    const zip = { id: 'note', do: 'set', variables: { zip: '{{ reply.address.zip }}' } };
    await own.saveFlow({ trigger: { on: 'message.received', when: 'reply.address' }, steps: [zip, end] }, 'start');
    await own.reply({ text: 'Avete taglie forti?' });
    await own.reply({ text: TEXT });
    const [run] = await until(async () => {
      const { data } = (await own.as('GET', '/v1/requests')).body;
      expect(data).toMatchObject([{ status: 'completed' }]);
      return data;
    });
    expect(run.variables).toEqual({ zip: '20121' });
    expect((await own.as('POST', `/v1/requests/${run.request_id}/replay`)).body).toMatchObject({ same: true });
  });

  test('of two waiting requests the one that asks for an address gets it', async () => {
    const own = await newScene();
    await own.openWindow();
    const yes = { ...answer, cases: [{ text: ['ok'], goto: 'done' }] };
    await own.saveFlow({ steps: [say, yes, end, other] }, 'first');
    await own.saveFlow({ steps }, 'second');
    const requests: string[] = [];
    for (const [i, key] of ['first', 'second'].entries()) {
      requests.push(await own.start(key, { object: { type: 'order', id: String(i) } }));
      await own.waitForStatus(requests[i] as string, 'waiting');
    }
    await own.reply({ text: TEXT });
    expect((await own.waitForStatus(requests[1] as string, 'completed')).outcome).toBe('address');
    expect((await own.request(requests[0] as string)).status).toBe('waiting');
  });

  test('the simulator reads it as a run does', async () => {
    const simulate = async (reply: object) => {
      const replies = [
        { at: '2026-07-01T09:59:00', text: 'Buongiorno' },
        { at: '2026-07-01T10:05:00', ...reply },
      ];
      return (await scene.as('POST', '/v1/flows/where/simulate', { replies, now: '2026-07-01T10:00:00' })).body;
    };
    expect(await simulate({ text: TEXT })).toMatchObject({
      outcome: 'address',
      variables: { line: 'via Milano 2, 20121 Milano' },
    });
    const location = { latitude: 45.4, longitude: 9.1, address: 'Via Milano 2, 20121 Milano MI' };
    expect(await simulate({ location })).toMatchObject({ outcome: 'other' });
  });

  test('the check at save names what an address does not have', async () => {
    const bad = { ...note, variables: { cap: '{{ reply.address.cap }}', ok: '{{ where.address.check.code }}' } };
    const { warnings } = await scene.saveFlow({ steps: [say, answer, bad, end, other] }, 'bad');
    expect(warnings).toEqual([
      {
        path: '/steps/2/variables/cap',
        code: 'unknown_variable',
        message:
          'There is no cap in reply.address; it has address1, address2, zip, city, province_code, country_code, check',
      },
      {
        path: '/steps/2/variables/ok',
        code: 'unknown_variable',
        message: 'There is no code in where.address.check; it has result, issues',
      },
    ]);
  });
});

describe('a run that starts over', () => {
  const again = {
    id: 'again',
    do: 'wait_for_reply',
    timeout: '24h',
    cases: [{ text: ['ok'], goto: 'done' }],
    otherwise: 'other',
  };
  const twice = [
    say,
    { ...answer, otherwise: 'again' },
    note,
    { ...again, otherwise: 'late' },
    end,
    { ...other, id: 'late' },
  ];
  const begin = async (text: string) => {
    const scene = await newScene();
    await scene.openWindow();
    const { version } = await scene.saveFlow({ steps: twice });
    const world = conversationWorld(Date.now());
    const requestId = await world.start({ scene, flow: 'flow', version, objectId: '1' });
    const send = (body: string) =>
      world.deliver(scene, [
        {
          from: scene.customer,
          id: `wamid.${crypto.randomUUID()}`,
          timestamp: String(Math.floor(world.now() / 1_000)),
          type: 'text',
          text: { body },
        },
      ]);
    await world.pass(2_000);
    await send(text);
    return { scene, world, requestId, send };
  };
  const change = (scene: Scene, set: string) =>
    env.DB.prepare(`update messages set content = ${set} where account_id = ? and direction = 'in' and step = 'answer'`)
      .bind(scene.accountId)
      .run();
  const variables = async ({ world, scene, requestId }: Awaited<ReturnType<typeof begin>>) =>
    (await world.deps.requests.find(scene.accountId, requestId))?.variables;

  test('sees the stored address, whatever the text would read as today', async () => {
    const run = await begin(TEXT);
    await change(run.scene, "json_set(content, '$.text', 'boh')");
    await run.world.startOver(run.scene, run.requestId);
    await run.world.pass(2_000);
    await run.send('ok');
    expect(await run.world.stateOf(run.scene, run.requestId)).toMatchObject({ outcome: 'address' });
    expect(await variables(run)).toEqual({ line: 'via Milano 2, 20121 Milano' });
  });

  test('goes on without an address after a version that stored none', async () => {
    const run = await begin('boh');
    await change(run.scene, `json_remove(json_set(content, '$.text', '${TEXT}'), '$.address')`);
    await run.world.startOver(run.scene, run.requestId);
    await run.world.pass(2_000);
    await run.send('ok');
    expect(await run.world.stateOf(run.scene, run.requestId)).toMatchObject({ outcome: 'address' });
    expect(await variables(run)).toEqual({});
  });
});
