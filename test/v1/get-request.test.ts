import { expect, test } from 'vitest';
import { newScene } from '../support/scene';

test("another account's request, an unknown one and a malformed id are all 404, and tell nothing apart", async () => {
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

test('without request_id it says which parameter is missing', async () => {
  const scene = await newScene();
  const { body } = await scene.as('GET', '/v1/getRequest');
  expect(body).toMatchObject({ status: 422, errors: [{ path: '?request_id' }] });
});
