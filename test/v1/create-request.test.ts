import { beforeAll, describe, expect, test } from 'vitest';
import { newScene, type Scene } from '../support/scene';

const nothing = { steps: [{ id: 'done', do: 'end', outcome: 'ok' }] };

describe('createRequest', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await newScene();
    await scene.saveFlow(nothing, 'nothing');
  });
  const create = (input: unknown) => scene.as('POST', '/v1/createRequest', input);

  test('a request is returned as queued with its input, and runs to its end', async () => {
    const { status, body } = await create({
      flow: 'nothing',
      user_key: '0039 333 123 4567',
      object: { type: 'order', id: '1001' },
      variables: { language: 'it', deep: { list: [1, null, true] } },
    });
    expect(status).toBe(201);
    expect(body).toEqual({
      request_id: expect.stringMatching(/^req_[0-9a-z]{26}$/),
      status: 'queued',
      flow: 'nothing',
      flow_version: 1,
      user_key: '+393331234567',
      id_store: scene.storeId,
      object: { type: 'order', id: '1001' },
      variables: { language: 'it', deep: { list: [1, null, true] } },
      outcome: null,
      error: null,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0[12]:00$/),
      updated_at: body.created_at,
      completed_at: null,
    });
    const done = await scene.waitForStatus(body.request_id, 'completed');
    expect(done).toMatchObject({ outcome: 'ok', created_at: body.created_at });
    expect(done.completed_at).not.toBeNull();
  });

  test.each([
    ['no such flow', { flow: 'nope', user_key: 'u' }, 422, 'flow_not_found'],
    [
      'no such store',
      { flow: 'nothing', user_key: 'u', id_store: 'str_00000000000000000000000000' },
      404,
      'store_not_found',
    ],
  ])('%s', async (_, input, status, code) => {
    expect((await create(input)).body).toMatchObject({ status, code });
  });

  test('a store of another account does not exist', async () => {
    const other = await newScene();
    const answer = await create({ flow: 'nothing', user_key: 'u', id_store: other.storeId });
    expect(answer.body).toMatchObject({ status: 404, code: 'store_not_found' });
  });

  test('an inactive flow starts nothing', async () => {
    await scene.saveFlow(nothing, 'off');
    await scene.as('PATCH', '/v1/flows/off', { active: false });
    expect((await create({ flow: 'off', user_key: 'u' })).body).toMatchObject({ status: 422, code: 'flow_inactive' });
  });

  test('with two stores, id_store is required', async () => {
    const two = await newScene();
    await two.saveFlow(nothing);
    await two.as('POST', '/v1/stores', { name: 'Second', kind: 'custom' });
    const answer = await two.as('POST', '/v1/createRequest', { flow: 'flow', user_key: 'u' });
    expect(answer.body).toMatchObject({ status: 422, code: 'store_required' });
    expect(await two.start('flow', { id_store: two.storeId })).toMatch(/^req_/);
  });

  const valid = { flow: 'nothing', user_key: 'u' };
  test.each([
    ['flow missing', { user_key: 'u' }, '/flow'],
    ['user_key missing', { flow: 'nothing' }, '/user_key'],
    ['user_key empty', { ...valid, user_key: '' }, '/user_key'],
    ['user_key too long', { ...valid, user_key: 'x'.repeat(129) }, '/user_key'],
    ['user_key no phone number', { ...valid, user_key: '+39 junk' }, '/user_key'],
    ['user_key a number', { ...valid, user_key: 5 }, '/user_key'],
    ['object without id', { ...valid, object: { type: 'order' } }, '/object/id'],
    ['variables a list', { ...valid, variables: [] }, '/variables'],
    ['variables too large', { ...valid, variables: { a: 'x'.repeat(32_768) } }, '/variables'],
    ['an unknown member', { ...valid, userkey: 'u' }, '/userkey'],
    ['not an object', [], ''],
    ['null', null, ''],
  ])('%s is rejected with its path', async (_, input, path) => {
    const { body } = await create(input);
    expect(body).toMatchObject({ status: 422, code: 'validation_failed' });
    expect(body.errors.map((error: { path: string }) => error.path)).toContain(path);
  });

  test('an unknown member is named in the error', async () => {
    const { body } = await create({ ...valid, 'a/b~c': 1 });
    expect(body.errors).toEqual([{ path: '/a~1b~0c', code: 'unknown_member', message: expect.any(String) }]);
  });

  test.each([
    ['not JSON', '{"flow":', 400, 'invalid_json'],
    ['nothing', '', 400, 'invalid_json'],
    ['a member twice', '{"flow":"nothing","flow":"nothing","user_key":"u"}', 400, 'invalid_json'],
    ['__proto__', '{"flow":"nothing","user_key":"u","variables":{"__proto__":{"x":1}}}', 400, 'invalid_json'],
    ['a number past all numbers', '{"flow":"nothing","user_key":"u","variables":{"x":1e999}}', 400, 'invalid_json'],
    ['10,000 levels', `{"variables":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 400, 'invalid_json'],
    ['over 256 KiB', JSON.stringify({ ...valid, variables: { a: 'x'.repeat(262_144) } }), 413, 'body_too_large'],
  ])('a body that is %s is rejected', async (_, body, status, code) => {
    expect((await create(body)).body).toMatchObject({ status, code });
  });

  test.each(['text/plain', 'application/xml', 'application/jsonp', 'multipart/form-data', ''])(
    'a body of type «%s» gets 415',
    async (type) => {
      const answer = await scene.as('POST', '/v1/createRequest', JSON.stringify(valid), { 'content-type': type });
      expect(answer.body).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    },
  );
});
