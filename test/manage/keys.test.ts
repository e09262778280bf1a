import { expect, test } from 'vitest';
import { SCOPES } from '../../src/domain/keys/scopes';
import { newScene, until } from '../support/scene';
import { call } from '../support/tenant';

const works = async (key: string) =>
  (await call('GET', '/v1/account', { headers: { 'x-api-key': key } })).status === 200;

test('a key is returned once, listed without its text, and works until it is revoked', async () => {
  const scene = await newScene();
  const made = await scene.as('POST', '/v1/keys', { name: 'CRM' });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ name: 'CRM', scopes: SCOPES, expires_at: null, revoked_at: null });
  expect(made.body.last_used_at).toBeNull();
  expect(await works(made.body.api_key)).toBe(true);
  await until(async () => {
    const { body } = await scene.as('GET', `/v1/keys/${made.body.key_id}`);
    expect(body.last_used_at).not.toBeNull();
  });

  const listed = await scene.as('GET', '/v1/keys');
  expect(listed.body.data.map((key: any) => key.name)).toEqual(['CRM', 'first key']);
  expect(JSON.stringify(listed.body)).not.toContain(made.body.api_key);
  expect(listed.body.data[0].last_four).toBe(made.body.api_key.slice(-4));

  const revoked = await scene.as('DELETE', `/v1/keys/${made.body.key_id}`);
  expect(revoked.status).toBe(200);
  expect(revoked.body.revoked_at).not.toBeNull();
  expect(await works(made.body.api_key)).toBe(false);
  expect((await scene.as('DELETE', `/v1/keys/${made.body.key_id}`)).body).toEqual(revoked.body);
});

test('a rotated key keeps working for the overlap only', async () => {
  const scene = await newScene();
  const old = (await scene.as('POST', '/v1/keys', { name: 'CRM', scopes: ['settings:read'] })).body;
  const next = await scene.as('POST', `/v1/keys/${old.key_id}/rotate`, { overlap_seconds: 3600 });
  expect(next.status).toBe(201);
  expect(next.body).toMatchObject({ name: 'CRM', scopes: ['settings:read'] });
  expect([await works(old.api_key), await works(next.body.api_key)]).toEqual([true, true]);
  const last = await scene.as('POST', `/v1/keys/${next.body.key_id}/rotate`, { overlap_seconds: 0 });
  expect([await works(next.body.api_key), await works(last.body.api_key)]).toEqual([false, true]);
  expect((await scene.as('POST', `/v1/keys/${next.body.key_id}/rotate`)).body.code).toBe('key_ended');
});

test('a key cannot create a key with more scopes than its own', async () => {
  const scene = await newScene();
  const { body } = await scene.as('POST', '/v1/keys', { name: 'narrow', scopes: ['settings:write', 'settings:read'] });
  const as = (input: unknown) => call('POST', '/v1/keys', { headers: { 'x-api-key': body.api_key }, body: input });
  expect((await as({ name: 'x', scopes: ['users:write'] })).body.code).toBe('missing_scope');
  expect((await as({ name: 'x' })).body.scopes).toEqual(['settings:read', 'settings:write']);
});

test.each([
  [{ name: 'x', expires_at: '2020-01-01' }, '/expires_at'],
  [{ name: 'x', expires_at: '2027-03-28T02:30' }, '/expires_at'],
  [{ name: 'x', scopes: ['all'] }, '/scopes/0'],
  [{ name: 'x', scopes: [] }, '/scopes'],
  [{ name: '' }, '/name'],
])('%j is rejected at %s', async (input, path) => {
  const scene = await newScene();
  const { body } = await scene.as('POST', '/v1/keys', input);
  expect(body).toMatchObject({ status: 422, errors: [{ path }] });
});
