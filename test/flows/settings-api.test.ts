import { describe, expect, test } from 'vitest';
import { newScene, type Scene } from '../support/scene';

const to = '{{ request.user_key }}';
const end = (outcome: string, id = outcome) => ({ id, do: 'end', outcome });
const label = (it: string, en: string) => ({ it, en });

const DEFINITIONS = {
  remind_after: {
    type: 'duration',
    label: label('Promemoria dopo', 'Reminder after'),
    default: '24h',
    min: '1h',
    max: '72h',
  },
  greeting: { type: 'text', label: label('Saluto', 'Greeting'), default: 'Ciao' },
  shop: { type: 'template_text', label: label('Negozio', 'Shop'), default: 'Negozio' },
  hours: {
    type: 'hours',
    label: label('Orari', 'Hours'),
    default: { days: ['mon', 'tue', 'wed', 'sat'], from: '09:00', to: '20:00' },
  },
  yes: { type: 'words', label: label('Parole', 'Words'), default: ['certo'] },
  site: { type: 'url', label: label('Sito', 'Site'), required: true },
  least: { type: 'number', label: label('Minimo', 'Least'), default: 50, min: 0, max: 5000 },
  is_open: { type: 'boolean', label: label('Aperto', 'Open'), default: true },
  language: {
    type: 'choice',
    label: label('Lingua', 'Language'),
    default: 'it',
    choices: [
      { value: 'it', label: label('italiano', 'Italian') },
      { value: 'en', label: label('inglese', 'English') },
    ],
  },
};
const DEFAULTS = {
  remind_after: '24h',
  greeting: 'Ciao',
  shop: 'Negozio',
  hours: { days: ['mon', 'tue', 'wed', 'sat'], from: '09:00', to: '20:00' },
  yes: ['certo'],
  site: null,
  least: 50,
  is_open: true,
  language: 'it',
};
const flow = {
  settings: DEFINITIONS,
  steps: [
    {
      id: 'keep',
      do: 'set',
      variables: { used: '{{ settings.shop }} {{ settings.language }} {{ settings.hours.from }}' },
    },
    { id: 'say', do: 'send_message', to, text: '{{ settings.greeting }}: {{ settings.site }}' },
    {
      id: 'answer',
      do: 'wait_for_reply',
      timeout: '{{ settings.remind_after }}',
      cases: [{ text: '{{ settings.yes }}', when: 'settings.is_open and settings.least > 1', goto: 'yes' }],
      otherwise: 'no',
      on_timeout: 'late',
    },
    end('yes'),
    end('no'),
    end('late'),
  ],
};
const PATH = '/v1/flows/flow/settings';
const SITE = 'https://shop.example/conferma';

const valuesOf = (body: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !name.startsWith('$')));
const put = (scene: Scene, values: unknown) => scene.as('PUT', PATH, values);

test('saving the definition again without values keeps them, as far as they fit', async () => {
  const scene = await newScene();
  await scene.saveFlow(flow);
  const { body } = await put(scene, { site: SITE, least: 70, remind_after: '3h' });
  const { $version: version } = body;
  await scene.as('PATCH', '/v1/flows/flow', { active: true });
  const saved = () => scene.as('GET', '/v1/flows/flow').then((answer) => answer.body);
  const { definition } = await saved();
  const { values, ...written } = definition;
  expect(values).toEqual({ site: SITE, least: 70, remind_after: '3h' });
  const again = await scene.as('PUT', '/v1/flows/flow', written);
  expect([again.status, again.body.version, again.body.active]).toEqual([200, version, true]);
  const { greeting: _, ...others } = DEFINITIONS;
  const settings = { ...others, greeting: DEFINITIONS.greeting, least: { ...DEFINITIONS.least, max: 60 } };
  const changed = await scene.as('PUT', '/v1/flows/flow', { ...written, settings });
  expect([changed.status, changed.body.definition.values]).toEqual([201, { site: SITE, remind_after: '3h' }]);
  const without = await scene.as('PUT', '/v1/flows/flow', { ...written, values: {} });
  expect([without.status, without.body.active, 'values' in without.body.definition]).toEqual([201, false, false]);
});

test('the values are read with their definitions, and a PUT makes a version that holds them', async () => {
  const scene = await newScene();
  expect(await scene.saveFlow(flow)).toMatchObject({ version: 1, active: false });
  const read = await scene.as('GET', PATH);
  expect([read.status, read.body]).toEqual([
    200,
    { ...DEFAULTS, $version: 1, $active: false, $missing: ['site'], $definitions: DEFINITIONS },
  ]);
  const activate = () => scene.as('PATCH', '/v1/flows/flow', { active: true });
  expect([(await activate()).body.code, (await activate()).body.errors]).toEqual([
    'flow_invalid',
    [expect.objectContaining({ path: '/settings/site', code: 'setting_missing' })],
  ]);
  const answer = await put(scene, { site: SITE, remind_after: '12h' });
  expect([answer.status, valuesOf(answer.body), answer.body.$version, answer.body.$missing]).toEqual([
    201,
    { ...DEFAULTS, site: SITE, remind_after: '12h' },
    2,
    [],
  ]);
  expect((await activate()).status).toBe(200);
  // What was answered can be sent back, and changes nothing.
  const again = await put(scene, answer.body);
  expect([again.status, again.body.$version, again.body.$active]).toEqual([201, 3, true]);
  expect((await put(scene, again.body)).status).toBe(200);
  expect((await scene.as('GET', '/v1/flows/flow')).body).toMatchObject({ version: 3, active: true });
  // A value that is left out, or null, is the default again; a required one without it holds the flow back.
  const reset = await put(scene, { greeting: null });
  expect([valuesOf(reset.body), reset.body.$active, reset.body.$missing]).toEqual([DEFAULTS, false, ['site']]);
  expect((await scene.as('POST', '/v1/createRequest', { flow: 'flow', user_key: scene.userKey })).body.code).toBe(
    'flow_inactive',
  );
});

describe('what is wrong is refused', () => {
  const long = 'a'.repeat(5_000);
  test.each([
    [{ nope: 1, site: SITE }, 422, [['/nope', 'unknown_member']]],
    [{ constructor: 2 }, 422, [['/constructor', 'unknown_member']]],
    [{ 'a/b~c': 1 }, 422, [['/a~1b~0c', 'unknown_member']]],
    [{ remind_after: 12 }, 422, [['/remind_after', 'invalid_type']]],
    [
      { remind_after: '12 hours', least: '50' },
      422,
      [
        ['/remind_after', 'custom'],
        ['/least', 'invalid_type'],
      ],
    ],
    [{ remind_after: '90h' }, 422, [['/remind_after', 'too_big']]],
    [{ least: -1 }, 422, [['/least', 'too_small']]],
    [{ is_open: 'true' }, 422, [['/is_open', 'invalid_type']]],
    [{ language: 'fr' }, 422, [['/language', 'invalid_value']]],
    [{ yes: [] }, 422, [['/yes', 'too_small']]],
    [{ yes: ['ok', ' '] }, 422, [['/yes/1', 'blank_word']]],
    [{ yes: Array.from({ length: 51 }, (_, i) => `word ${i}`) }, 422, [['/yes', 'too_big']]],
    [{ hours: { days: ['mon'], from: '20:00', to: '09:00' } }, 422, [['/hours', 'custom']]],
    [{ hours: { days: ['mon'], from: '09:00', to: '20:00', also: 1 } }, 422, [['/hours/also', 'unknown_member']]],
    [{ site: 'http://shop.example' }, 422, [['/site', 'invalid_format']]],
    [{ shop: 'two\nlines' }, 422, [['/shop', 'custom']]],
    [{ greeting: long }, 422, [['/greeting', 'too_big']]],
    [{ greeting: 'a'.repeat(300_000) }, 413, undefined],
    [[], 422, [['', 'invalid_type']]],
    ['{"least": 1e999}', 400, [['/least', 'number_out_of_range']]],
    ['{"__proto__": 1}', 400, [['/__proto__', 'forbidden_key']]],
    ['{', 400, undefined],
  ])('%j', async (values, status, errors) => {
    const scene = await sharedScene();
    const answer = await put(scene, values);
    const found = answer.body.errors?.map(({ path, code }: any) => [path, code]);
    expect([answer.status, found]).toEqual([status, errors]);
    expect(answer.body).toMatchObject({ type: expect.any(String), trace_id: expect.any(String) });
    expect((await scene.as('GET', PATH)).body.$version).toBe(1);
  });

  test('a flow that is not here, and one of another account', async () => {
    const [scene, other] = [await sharedScene(), await newScene()];
    const answers = [
      await scene.as('GET', '/v1/flows/nope/settings'),
      await scene.as('PUT', '/v1/flows/nope/settings', {}),
      await scene.as('GET', '/v1/flows/nope/settings/history'),
      await other.as('GET', PATH),
      await put(other, {}),
      await other.as('GET', `${PATH}/history`),
      await other.as('POST', `${PATH}/restore`, { version: 1 }),
      await scene.as('POST', `${PATH}/restore`, { version: 9 }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
  });

  test('a flow that the account no longer supports', async () => {
    const scene = await newScene();
    await scene.saveFlow({ ...flow, channel: scene.channelId });
    await scene.as('DELETE', `/v1/channels/${scene.channelId}`);
    const { status, body } = await put(scene, { site: SITE });
    expect([status, body.code, body.errors[0].path]).toEqual([422, 'flow_invalid', '']);
    expect(body.errors[0].message).toMatch(/^\/channel of the flow: /);
  });
});

let shared: Promise<Scene> | undefined;
/** A scene whose flow no test changes. */
const sharedScene = (): Promise<Scene> =>
  (shared ??= newScene().then(async (scene) => {
    await scene.saveFlow(flow);
    return scene;
  }));

test('concurrent PUTs each make a version, and one that names an older version is refused', async () => {
  const scene = await newScene();
  await scene.saveFlow(flow);
  const answers = await Promise.all(
    ['1h', '2h', '3h', '4h'].map((remind_after) => put(scene, { site: SITE, remind_after })),
  );
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  expect(new Set(answers.map(({ body }) => body.$version))).toEqual(new Set([2, 3, 4, 5]));
  const late = await put(scene, { site: SITE, $version: 4 });
  expect([late.status, late.body.code]).toEqual([409, 'flow_changed']);
  const races = await Promise.all([1, 2].map((least) => put(scene, { site: SITE, least, $version: 5 })));
  expect(races.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
});

test('the history tells in words what changed, and any version of the values can be restored', async () => {
  const scene = await newScene();
  await scene.saveFlow(flow);
  const changes = [
    { remind_after: '12h', site: SITE },
    { remind_after: '2d', site: SITE, is_open: false, least: 1234.5, language: 'en' },
    { remind_after: '2d', site: SITE, is_open: false, least: 1234.5, language: 'en', yes: ['sì', 'ok'] },
    {
      hours: { days: ['sun', 'fri', 'mon', 'tue'], from: '08:30', to: '19:00' },
      site: SITE,
      greeting: 'a'.repeat(200),
    },
  ];
  for (const values of changes) expect((await put(scene, values)).status).toBe(201);
  // A change of the steps alone is none of the settings.
  await scene.saveFlow({
    ...flow,
    values: changes[3],
    steps: [...flow.steps.slice(0, 4), end('no'), end('late', 'late')],
    name: 'Altro',
  });
  const textsOf = async (language: string) => {
    const { body } = await scene.as('GET', `${PATH}/history?language=${language}`);
    expect(body.next_cursor).toBeNull();
    return body.data.map(({ version, changes: changed }: any) => [version, changed.map(({ text }: any) => text)]);
  };
  const cut = `${'a'.repeat(120)}…`;
  expect(await textsOf('it')).toEqual([
    [
      5,
      [
        'Promemoria dopo: 2 giorni → 24 h',
        `Saluto: Ciao → ${cut}`,
        'Orari: lun–mer, sab 09:00–20:00 → lun, mar, ven, dom 08:30–19:00',
        'Parole: sì, ok → certo',
        'Minimo: 1234,5 → 50',
        'Aperto: no → sì',
        'Lingua: inglese → italiano',
      ],
    ],
    [4, ['Parole: certo → sì, ok']],
    [3, ['Promemoria dopo: 12 h → 2 giorni', 'Minimo: 50 → 1234,5', 'Aperto: sì → no', 'Lingua: italiano → inglese']],
    [2, ['Promemoria dopo: 24 h → 12 h', `Sito: nessun valore → ${SITE}`]],
    [1, []],
  ]);
  expect((await textsOf('en')).slice(2, 4)).toEqual([
    [3, ['Reminder after: 12 h → 2 days', 'Least: 50 → 1,234.5', 'Open: yes → no', 'Language: Italian → English']],
    [2, ['Reminder after: 24 h → 12 h', `Site: no value → ${SITE}`]],
  ]);
  const pages = [await scene.as('GET', `${PATH}/history?limit=2`)];
  for (let cursor = pages[0]?.body.next_cursor; cursor !== null; cursor = pages.at(-1)?.body.next_cursor) {
    pages.push(await scene.as('GET', `${PATH}/history?limit=2&cursor=${cursor}`));
  }
  expect(pages.flatMap(({ body }) => body.data.map(({ version }: any) => version))).toEqual([5, 4, 3, 2, 1]);

  const restored = await scene.as('POST', `${PATH}/restore`, { version: 4 });
  expect([restored.status, valuesOf(restored.body)]).toEqual([201, { ...DEFAULTS, ...changes[2] }]);
  // The steps stay as they are, and so does the name.
  expect((await scene.as('GET', '/v1/flows/flow')).body).toMatchObject({ name: 'Altro', version: 7 });
  expect((await scene.as('POST', `${PATH}/restore`, { version: 4 })).status).toBe(200);
  // A setting that the flow no longer declares is not restored, and another default stays what it was.
  const { greeting: _, ...fewer } = DEFINITIONS;
  const texts = { id: 'say', do: 'send_message', to, text: '{{ settings.site }}' };
  const least = { ...DEFINITIONS.least, default: 99 };
  await scene.saveFlow({
    ...flow,
    settings: { ...fewer, least },
    steps: [flow.steps[0], texts, ...flow.steps.slice(2)],
  });
  const older = await scene.as('POST', `${PATH}/restore`, { version: 5 });
  expect(valuesOf(older.body)).toEqual({ ...valuesOf({ ...DEFAULTS, ...changes[3] }), greeting: undefined });
});

test('the simulator, the saved version and the running flow use the values of a PUT', async () => {
  const scene = await newScene();
  await scene.openWindow();
  await scene.saveFlow(flow);
  await put(scene, {
    site: SITE,
    greeting: 'Buongiorno',
    remind_after: '2h',
    yes: ['volentieri'],
    least: 2,
    language: 'en',
  });
  await scene.as('PATCH', '/v1/flows/flow', { active: true });
  const simulated = async (replies: object[]) => {
    // The message before the start opens the window for free-form messages.
    const opening = { at: '2026-11-24T09:59:00', text: 'Buongiorno' };
    const scenario = { user_key: scene.userKey, now: '2026-11-24T10:00:00', replies: [opening, ...replies] };
    return (await scene.as('POST', '/v1/flows/flow/simulate', scenario)).body;
  };
  const answered = await simulated([{ after: '1h', text: 'Volentieri!' }]);
  const late = await simulated([]);
  expect([answered.outcome, late.outcome]).toEqual(['yes', 'late']);
  const { body: saved } = await scene.as('GET', '/v1/flows/flow');
  expect(saved.definition.values).toMatchObject({ greeting: 'Buongiorno', remind_after: '2h' });

  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  await scene.reply({ text: 'volentieri' });
  const done = await scene.waitForStatus(requestId, 'completed');
  expect([done.outcome, done.flow_version, done.variables.used]).toEqual(['yes', saved.version, 'Negozio en 09:00']);
  const [sent] = await scene.sentMessages();
  expect(sent?.body.text.body).toBe(`Buongiorno: ${SITE}`);
  expect(JSON.stringify(answered)).toContain(`Buongiorno: ${SITE}`);
});
