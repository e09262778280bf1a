import { beforeAll, describe, expect, test } from 'vitest';
import { newScene, type Scene } from '../support/scene';
import { PRICES } from '../support/tenant';

const listed = (name: string, language: string, body: string, status = 'APPROVED') => ({
  name,
  language,
  status,
  category: 'UTILITY',
  components: [{ type: 'BODY', text: body }],
});

let scene: Scene;
beforeAll(async () => {
  scene = await newScene({ price_list: { ...PRICES, 'call.it': '0.2500' } });
  await scene.configureMeta({
    templates: [
      listed('hello', 'it', 'Ciao {{1}}'),
      listed('hello', 'en', 'Hello {{1}}'),
      listed('hello', 'de', 'Hallo'),
      listed('bye', 'de', 'Tschüs'),
    ],
  });
});

const flow = (template: object) => ({
  name: 'x',
  steps: [
    { id: 'say', do: 'send_message', to: '{{ request.user_key }}', template },
    { id: 'pay', do: 'charge', kind: 'call.{{ variables.language }}' },
    { id: 'done', do: 'end', outcome: 'said_{{ variables.language }}' },
  ],
});
const template = {
  name: '{{ variables.name | default: "hello" }}',
  language: '{{ variables.language }}',
  body: ['Ada'],
};

describe('a rendered name', () => {
  test('is used for Meta, the ledger and the outcome, also in the simulator and a replay', async () => {
    expect((await scene.saveFlow(flow(template))).warnings).toEqual([]);
    const simulated = await scene.as('POST', '/v1/flows/flow/simulate', {
      user_key: scene.userKey,
      variables: { language: 'it' },
    });
    const requestId = await scene.start('flow', { variables: { language: 'it' } });
    const run = await scene.waitForStatus(requestId, 'completed');
    expect(run.outcome).toBe('said_it');
    const [sent] = await scene.sentMessages();
    expect(sent?.body.template).toMatchObject({ name: 'hello', language: { code: 'it' } });
    expect(simulated.body).toMatchObject({
      outcome: 'said_it',
      messages: [{ category: 'utility', payload: { template: { name: 'hello', language: { code: 'it' } } } }],
    });
    const kinds = (charges: any[]) => charges.map(({ kind }) => kind).filter((kind) => kind.startsWith('call'));
    expect(kinds(simulated.body.charges)).toEqual(['call.it']);
    expect(kinds((await scene.charges()).data)).toEqual(['call.it']);
    const replay = await scene.as('POST', `/v1/requests/${requestId}/replay`, {});
    expect(replay.body).toMatchObject({ same: true, replayed: { outcome: 'said_it' } });
    const drawn = await scene.as('GET', '/v1/flows/flow/diagram.svg');
    expect([drawn.status, drawn.body]).toEqual([200, expect.stringContaining('said_{{ variables.language }}')]);
  });

  const simulate = async (variables: object, steps: object[]) =>
    (await scene.as('POST', '/v1/flows/x/simulate', { variables, definition: { name: 'x', steps } })).body;
  const [say, pay, done] = flow({ ...template, name: '{{ variables.name }}' }).steps as [object, object, object];

  test.each<[string, object, object[], string]>([
    ['a template', { name: 'Buon Giorno', language: 'it' }, [say, done], 'invalid_template_name'],
    ['nothing as a template', { language: 'it' }, [say, done], 'invalid_template_name'],
    ['a language', { name: 'hello', language: 'it-IT' }, [say, done], 'invalid_language'],
    ['a kind', { language: 'x'.repeat(80) }, [pay, done], 'invalid_kind'],
    ['an outcome', {}, [{ ...done, outcome: '{{ variables.nothing }}' }], 'invalid_outcome'],
    ['a long outcome', { language: 'x'.repeat(80) }, [done], 'invalid_outcome'],
  ])('that is not valid for %s fails the step with a code', async (_, variables, steps, code) => {
    const run = await simulate(variables, steps);
    expect([run.status, run.error?.code]).toEqual(['failed', code]);
  });

  test('is one trimmed line', async () => {
    const run = await simulate({ why: ' non\n va ' }, [{ ...done, outcome: ' {{ variables.why }} ' }]);
    expect([run.status, run.outcome]).toEqual(['completed', 'non va']);
  });
});

describe('templates whose language only the run knows', () => {
  const save = (form: object) => scene.as('PUT', '/v1/flows/other', flow(form));

  test('are checked in every language: one with other parameters is a warning', async () => {
    const { status, body } = await save({ ...template, name: 'hello' });
    expect(status).toBe(201);
    expect(body.warnings).toMatchObject([{ path: '/steps/0/template/body', code: 'template_parameters' }]);
  });

  test('are refused where no language exists or fits', async () => {
    const missing = await save({ ...template, name: 'nowhere' });
    expect([missing.status, missing.body.errors[0]]).toMatchObject([
      422,
      { path: '/steps/0/template/name', code: 'template_unknown' },
    ]);
    const wrong = await save({ ...template, name: 'bye' });
    expect([wrong.status, wrong.body.errors[0]]).toMatchObject([
      422,
      { path: '/steps/0/template/body', code: 'template_parameters' },
    ]);
  });
});
