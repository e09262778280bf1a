import { expect, test } from 'vitest';
import { newScene } from '../support/scene';

test('a request of another account, an unknown and a malformed id get the same 404', async () => {
  const [mine, other] = await Promise.all([newScene(), newScene()]);
  await other.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] });
  const theirs = await other.start();
  const details = new Set<string>();
  for (const id of [theirs, 'req_00000000000000000000000000', 'req_x', "' or 1=1 --", '../..']) {
    const { body } = await mine.as('GET', `/v1/getRequest?request_id=${encodeURIComponent(id)}`);
    expect(body).toMatchObject({ status: 404, code: 'not_found' });
    details.add(body.detail);
  }
  expect(details.size).toBe(1);
});

test('a missing request_id is named in the error', async () => {
  const scene = await newScene();
  const { body } = await scene.as('GET', '/v1/getRequest');
  expect(body).toMatchObject({ status: 422, errors: [{ path: '?request_id' }] });
});
