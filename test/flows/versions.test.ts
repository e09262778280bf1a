import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { newScene, runCron } from '../support/scene';

const pauseThen = (outcome: string) => ({
  steps: [
    { id: 'pause', do: 'wait', for: '30d' },
    { id: 'done', do: 'end', outcome },
  ],
});

test('a run ends on the version it started with, though newer ones without its steps were saved', async () => {
  const scene = await newScene();
  await scene.saveFlow(pauseThen('first'));
  const old = await scene.start();
  await scene.waitForStatus(old, 'waiting');
  await scene.saveFlow({ steps: [{ id: 'other', do: 'end', outcome: 'second' }] });
  await scene.as('PATCH', '/v1/flows/flow', { active: false });
  await env.DB.batch([
    env.DB.prepare('update requests set wake_at = 0 where request_id = ?').bind(old),
    env.DB.prepare('update request_steps set deadline = 0 where request_id = ?').bind(old),
  ]);
  await runCron();
  expect(await scene.waitForStatus(old, 'completed')).toMatchObject({ flow_version: 1, outcome: 'first' });
  await scene.as('PATCH', '/v1/flows/flow', { active: true });
  expect(await scene.waitForStatus(await scene.start(), 'completed')).toMatchObject({
    flow_version: 2,
    outcome: 'second',
  });
});

test('versions are paged, newest first', async () => {
  const scene = await newScene();
  for (let i = 1; i <= 5; i += 1) await scene.saveFlow(pauseThen(`v${i}`));
  const page = async (query: string) => (await scene.as('GET', `/v1/flows/flow?versions=all&limit=2${query}`)).body;
  const seen: number[] = [];
  for (let query = ''; ; ) {
    const { versions, next_cursor } = await page(query);
    seen.push(...versions.map(({ version }: any) => version));
    if (next_cursor === null) break;
    query = `&cursor=${next_cursor}`;
  }
  expect(seen).toEqual([5, 4, 3, 2, 1]);
  expect((await page('&cursor=x')).status).toBe(422);
});

test('a flow started by hand can have a condition for its requests', async () => {
  const scene = await newScene();
  const steps = [{ id: 'done', do: 'end', outcome: 'ok' }];
  await scene.saveFlow({
    trigger: { on: 'api', when: "variables.language == 'it' and object.type == 'order'" },
    steps,
  });
  const ask = (language: string) =>
    scene.as('POST', '/v1/createRequest', {
      flow: 'flow',
      user_key: scene.userKey,
      object: { type: 'order', id: '1' },
      variables: { language },
    });
  expect((await ask('it')).status).toBe(201);
  expect((await ask('de')).body).toMatchObject({ status: 422, code: 'trigger_not_met' });
});
