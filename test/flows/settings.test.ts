import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { localParts } from '../../src/shared/time/time-zone';
import { newScene, type Scene, until } from '../support/scene';

const end = (outcome: string, id = outcome) => ({ id, do: 'end', outcome });
const label = { it: 'Etichetta', en: 'Label' };
const to = '{{ request.user_key }}';

/** A flow that uses each type of setting but `hours`. */
const eachType = {
  trigger: { on: 'api', when: 'settings.is_open and variables.total >= settings.least' },
  settings: {
    greeting: { type: 'text', label, default: 'Ciao' },
    shop: { type: 'template_text', label, default: 'Negozio' },
    patience: { type: 'duration', label, default: '24h', min: '1h', max: '7d' },
    pause: { type: 'duration', label, default: '1s' },
    yes: { type: 'words', label, default: ['certo', 'va bene'] },
    site: { type: 'url', label, required: true },
    least: { type: 'number', label, default: 50 },
    is_open: { type: 'boolean', label, default: true },
    language: {
      type: 'choice',
      label,
      default: 'en',
      choices: [
        { value: 'it', label },
        { value: 'en', label },
      ],
    },
  },
  values: { site: 'https://shop.example/conferma', language: 'it', greeting: 'Buongiorno' },
  steps: [
    {
      id: 'ask',
      do: 'send_message',
      to,
      template: { name: 'thanks', language: '{{ settings.language }}', body: ['{{ settings.shop }}'] },
    },
    {
      id: 'answer',
      do: 'wait_for_reply',
      timeout: '{{ settings.patience }}',
      cases: [{ text: '{{ settings.yes }}', when: 'settings.least == 50', goto: 'pause' }],
      otherwise: 'no',
    },
    end('no'),
    { id: 'pause', do: 'wait', for: '{{ settings.pause }}' },
    { id: 'say', do: 'send_message', to, text: '{{ settings.greeting }}: {{ settings.site }}' },
    { id: 'keep', do: 'set', variables: { yes: '{{ settings.yes | join: "/" }}', least: '{{ settings.least }}' } },
    end('yes'),
  ],
};

const ask = (scene: Scene, total: number) =>
  scene.as('POST', '/v1/createRequest', { flow: 'flow', user_key: scene.userKey, variables: { total } });
const deadlineOf = async (requestId: string): Promise<number> => {
  const row = await env.DB.prepare(
    "select deadline - started_at as ms from request_steps where request_id = ? and step = 'answer'",
  )
    .bind(requestId)
    .first<{ ms: number }>();
  return row?.ms ?? 0;
};

test('a run uses the values of its version of the flow, or the defaults', async () => {
  const scene = await newScene();
  const saved = await scene.saveFlow(eachType);
  expect(saved).toMatchObject({ version: 1, active: true, warnings: [] });
  expect(saved.definition).toMatchObject({ settings: eachType.settings, values: eachType.values });
  expect((await ask(scene, 49)).body.code).toBe('trigger_not_met');
  const { request_id: requestId } = (await ask(scene, 50)).body;
  await scene.waitForStatus(requestId, 'waiting');
  expect(Math.round((await deadlineOf(requestId)) / 60_000)).toBe(24 * 60);

  // The running request keeps its values.
  const values = { ...eachType.values, greeting: 'Altro', yes: ['altro'], least: 60 };
  expect(await scene.saveFlow({ ...eachType, values })).toMatchObject({ version: 2, active: true });
  await scene.reply({ text: 'Certo!' });
  const done = await scene.waitForStatus(requestId, 'completed');
  expect(done).toMatchObject({ flow_version: 1, outcome: 'yes', variables: { yes: 'certo/va bene', least: '50' } });
  const sent = (await scene.sentMessages()).map(({ body }) => body);
  expect(sent[0].template).toMatchObject({ name: 'thanks', language: { code: 'it' } });
  expect(JSON.stringify(sent[0].template)).toContain('"Negozio"');
  expect(sent[1].text.body).toBe('Buongiorno: https://shop.example/conferma');
  expect((await ask(scene, 59)).body.code).toBe('trigger_not_met');

  const replayed = await scene.as('POST', `/v1/requests/${requestId}/replay`, {});
  expect(replayed.body).toMatchObject({ differs_at: null, replayed: { outcome: 'yes' } });
  const other = await scene.as('POST', `/v1/requests/${requestId}/replay`, {
    definition: { name: 'x', ...eachType, values },
  });
  expect(other.body.replayed).toMatchObject({ outcome: 'no' });
});

test('messages wait for the hours of a setting', async () => {
  const scene = await newScene();
  await scene.openWindow();
  const rome = (ms: number) => {
    const { weekday, hour, minute } = localParts(ms, 'Europe/Rome');
    return `${weekday} ${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  };
  const [today, inTwoDays] = [0, 2].map((days) => rome(Date.now() + days * 86_400_000).slice(0, 3));
  await scene.saveFlow({
    settings: { hours: { type: 'hours', default: { days: [today], from: '00:00', to: '23:59' } } },
    values: { hours: { days: [inTwoDays], from: '09:00', to: '20:00' } },
    send_window: '{{ settings.hours }}',
    steps: [{ id: 'say', do: 'send_message', to, text: '{{ settings.hours.from }}' }, end('ok')],
  });
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  const held = await env.DB.prepare("select deadline from request_steps where request_id = ? and kind = 'send_window'")
    .bind(requestId)
    .first<{ deadline: number }>();
  expect(rome(held?.deadline ?? 0)).toEqual(`${inTwoDays} 09:00`);
  expect(await scene.sentMessages()).toEqual([]);
});

test('a reply goes to the request whose words it is, also where they are a setting', async () => {
  const scene = await newScene();
  await scene.openWindow();
  const waits = (word: string) => ({
    settings: { word: { type: 'words', default: [word] }, kind: { type: 'text', default: 'text' } },
    steps: [
      { id: 'say', do: 'send_message', to, text: 'Allora?' },
      {
        id: 'answer',
        do: 'wait_for_reply',
        timeout: '1d',
        cases: [{ text: '{{ settings.word }}', when: 'reply.kind == settings.kind', goto: 'yes' }],
        otherwise: 'no',
      },
      end('no'),
      end('yes'),
    ],
  });
  const requests: string[] = [];
  for (const word of ['alfa', 'beta']) {
    await scene.saveFlow(waits(word), word);
    requests.push(await scene.start(word));
    await scene.waitForStatus(requests.at(-1) ?? '', 'waiting');
  }
  await scene.reply({ text: 'beta' });
  expect(await scene.waitForStatus(requests[1] ?? '', 'completed')).toMatchObject({ outcome: 'yes' });
  expect(await scene.request(requests[0] ?? '')).toMatchObject({ status: 'waiting' });
});

test('a message starts a flow by the values of its settings', async () => {
  const scene = await newScene();
  const flow = {
    trigger: { on: 'message.received', when: 'reply.text == settings.word' },
    settings: { word: { type: 'text', default: 'Aiuto' } },
    steps: [end('ok')],
  };
  await scene.saveFlow(flow, 'a');
  await scene.saveFlow({ ...flow, values: { word: 'Resi' } }, 'b');
  await scene.reply({ text: 'Resi' });
  const started = await until(async () => {
    const { data } = (await scene.as('GET', '/v1/requests')).body;
    expect(data).toHaveLength(1);
    return data;
  });
  expect(started[0].flow).toBe('b');
});

test('a flow whose required setting has no value is inactive until it has one', async () => {
  const scene = await newScene();
  const flow = {
    settings: { link: { type: 'url', required: true } },
    steps: [{ id: 'keep', do: 'set', variables: { link: '{{ settings.link }}' } }, end('ok')],
  };
  const missing = [expect.objectContaining({ path: '/settings/link', code: 'setting_missing' })];
  const values = { link: 'https://shop.example/' };

  expect(await scene.saveFlow(flow)).toMatchObject({ version: 1, active: false, warnings: missing });
  const refused = await scene.as('PATCH', '/v1/flows/flow', { active: true });
  expect([refused.status, refused.body.code, refused.body.errors]).toEqual([422, 'flow_invalid', missing]);
  expect((await ask(scene, 1)).body.code).toBe('flow_inactive');
  const simulated = await scene.as('POST', '/v1/flows/flow/simulate', {});
  expect([simulated.status, simulated.body.code, simulated.body.errors]).toEqual([422, 'flow_invalid', missing]);
  expect((await scene.as('PATCH', '/v1/flows/flow', { active: false })).body.active).toBe(false);

  expect(await scene.saveFlow({ ...flow, values })).toMatchObject({ version: 2, active: false, warnings: [] });
  expect((await scene.as('PATCH', '/v1/flows/flow', { active: true })).body.active).toBe(true);
  const requestId = await scene.start();
  expect(await scene.waitForStatus(requestId, 'completed')).toMatchObject({ variables: { link: values.link } });

  const again = await scene.as('PUT', '/v1/flows/flow', { name: 'flow', ...flow, values });
  expect([again.status, again.body.version]).toEqual([200, 2]);
  expect(await scene.saveFlow({ ...flow, values: {} })).toMatchObject({ version: 3, active: false });
  expect((await scene.as('PATCH', '/v1/flows/flow', { active: true })).status).toBe(422);
});

test('the simulator uses the values of a saved flow and of a definition in the body', async () => {
  const scene = await newScene();
  const flow = {
    name: 'x',
    settings: { pause: { type: 'duration', default: '2h' }, total: { type: 'number', default: 1 } },
    steps: [
      { id: 'pause', do: 'wait', for: '{{ settings.pause }}' },
      { id: 'keep', do: 'set', variables: { total: '{{ settings.total | times: 2 }}' } },
      end('ok'),
    ],
  };
  await scene.saveFlow(flow);
  const simulate = async (body: object) => {
    const { ended_at, variables } = (
      await scene.as('POST', '/v1/flows/flow/simulate', { now: '2026-07-01T10:00:00', ...body })
    ).body;
    return [ended_at, variables];
  };
  expect(await simulate({})).toEqual(['2026-07-01T12:00:00.000+02:00', { total: '2' }]);
  expect(await simulate({ definition: { ...flow, values: { pause: '1d', total: 1.5 } } })).toEqual([
    '2026-07-02T10:00:00.000+02:00',
    { total: '3' },
  ]);
  const wrong = await scene.as('POST', '/v1/flows/flow/simulate', {
    definition: { ...flow, values: { pause: '91d', totale: 1 } },
  });
  expect(wrong.body.errors.map(({ path, code }: any) => `${path} ${code}`)).toEqual([
    '/definition/values/pause custom',
    '/definition/values/totale unknown_setting',
  ]);
  expect((await scene.as('GET', '/v1/flows/flow/diagram.mmd')).body).toContain('2h');
});

test('a definition without settings is stored as before', async () => {
  const scene = await newScene();
  await scene.saveFlow({ steps: [{ id: 'pause', do: 'wait', for: '1d' }, end('ok')] });
  const row = await env.DB.prepare('select definition, digest from flow_versions where account_id = ?')
    .bind(scene.accountId)
    .first();
  expect(row).toEqual({
    definition:
      '{"name":"flow","trigger":{"on":"api"},"steps":[{"id":"pause","do":"wait","for":"1d"},{"id":"ok","do":"end","outcome":"ok"}]}',
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});
