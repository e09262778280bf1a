import { exports } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { aisac } from '../src/client';
import { newScene } from './support/scene';

test('the typed client supports bodies, queries and path parameters', async () => {
  const scene = await newScene();
  await scene.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] });
  const client = aisac({
    url: 'https://aisac.test',
    apiKey: scene.key,
    fetch: (input, init) => exports.default.fetch(new Request(input, init)),
  });
  const created = await client.v1.createRequest.$post({ json: { flow: 'flow', user_key: scene.userKey } });
  if (created.status !== 201) throw new Error(JSON.stringify(await created.json()));
  const { request_id, status } = await created.json();
  expect(status).toBe('queued');
  const shown = await (await client.v1.getRequest.$get({ query: { request_id } })).json();
  expect(shown).toMatchObject({ request_id, flow: 'flow' });
  const store = await (await client.v1.stores[':id'].$get({ param: { id: scene.storeId } })).json();
  expect(store).toMatchObject({ id_store: scene.storeId });
});
