import { expect, test } from 'vitest';
import { signWebhook } from '../../src/shared/crypto/standard-webhooks';
import { newScene, until } from '../support/scene';

const guides = import.meta.glob<string>('../../docs/{en,it}/*.md', { query: '?raw', import: 'default', eager: true });

/** The JSON examples of a guide, in order. */
const jsonOf = (language: string, guide: string): any[] =>
  [...(guides[`../../docs/${language}/${guide}.md`] ?? '').matchAll(/^```json\n(.*?)^```$/gms)].map(([, text = '']) =>
    JSON.parse(text),
  );

test.each(['en', 'it'])('the flow of the guide (%s) runs as described', async (language) => {
  const scene = await newScene();
  const [definition, settings, scenario] = jsonOf(language, 'flows');
  const simulate = async (replies: unknown[], more = {}) =>
    (await scene.as('POST', '/v1/flows/guide/simulate', { ...scenario, replies, ...more, definition })).body;
  expect(await simulate(scenario.replies)).toMatchObject({
    outcome: 'confirmed',
    pushes: [{ variables: { tags: ['cod-confirmed'] } }],
  });
  expect(await simulate([{ after: '1h', text: 'OK' }])).toMatchObject({ outcome: 'confirmed' });
  expect(await simulate([{ after: '1h', button: 'CANCEL' }])).toMatchObject({ outcome: 'refused' });
  expect(await simulate([])).toMatchObject({ outcome: 'no_answer' });
  expect(await simulate([{ after: '5m', text: 'forse' }])).toMatchObject({ status: 'waiting', note: 'forse' });
  expect(await simulate([], { fails: { ask: 'meta_131026' } })).toMatchObject({ error: { code: 'meta_131026' } });
  expect(await simulate(scenario.replies, { now: '2026-11-24T22:00:00' })).toMatchObject({
    messages: [{ at: '2026-11-25T09:00:00.000+01:00' }],
  });
  const [order, ask, answer, ...rest] = definition.steps;
  const flexible = {
    ...definition,
    ...settings,
    steps: [order, ask, { ...answer, timeout: '{{ settings.remind_after }}' }, ...rest],
  };
  const simulated = await scene.as('POST', '/v1/flows/guide/simulate', {
    ...scenario,
    replies: [],
    definition: flexible,
  });
  expect(simulated.body).toMatchObject({ outcome: 'no_answer', ended_at: '2026-11-24T22:00:00.000+01:00' });
});

test.each(['en', 'it'])('the store of the guide (%s) can be created', async (language) => {
  const scene = await newScene();
  const [store] = jsonOf(language, 'merchant');
  expect((await scene.as('POST', '/v1/stores', store)).status).toBe(201);
});

test.each(['en', 'it'])('a push has the members that the guide (%s) shows', async (language) => {
  const scene = await newScene();
  const steps = [
    { id: 'tell', do: 'update_object', variables: { told: true } },
    { id: 'done', do: 'end', outcome: 'told' },
  ];
  await scene.saveFlow({ name: 'Push', steps }, 'push');
  const object = { type: 'order', id: '1001' };
  await scene.as('POST', '/v1/createRequest', { flow: 'push', user_key: scene.userKey, object });
  const { body } = await until(async () => {
    const [delivery] = (await scene.merchantCalls()).deliveries;
    if (!delivery) throw new Error('no push has come');
    return delivery;
  });
  expect(Object.keys(jsonOf(language, 'merchant')[1])).toEqual(Object.keys(body));
});

test.each(['en', 'it'])('the signature in the guide (%s) is valid', async (language) => {
  const { secret, body, ...headers } = jsonOf(language, 'merchant')[2];
  const signed = { id: headers['webhook-id'], timestamp: Number(headers['webhook-timestamp']), body };
  expect(await signWebhook({ ...signed, secrets: [secret] })).toEqual(headers);
});
