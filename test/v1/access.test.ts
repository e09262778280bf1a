import { describe, expect, test } from 'vitest';
import { apiRoutes } from '../../src/http/api-routes';
import { newId } from '../../src/shared/crypto/ids';
import { call, newTenant } from '../support/tenant';

const routes = apiRoutes.routes
  .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/v1/'))
  .map(({ method, path }) => ({ method, path: path.replace(/:id/, newId('str')).replace(/:key/, 'a-flow') }))
  .filter((route, i, all) => all.findIndex(({ method, path }) => method === route.method && path === route.path) === i);

describe.each(routes)('$method $path', ({ method, path }) => {
  const body = method === 'GET' ? undefined : {};

  test('a missing or unknown key gets 401', async () => {
    const given: Record<string, string>[] = [
      {},
      { 'x-api-key': 'aisac_nobody' },
      { authorization: 'Bearer aisac_nobody' },
    ];
    for (const headers of given) {
      const answer = await call(method, path, { body, headers });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.body).toMatchObject({
        status: 401,
        code: 'unauthorized',
        trace_id: answer.headers.get('x-trace-id'),
      });
    }
  });

  test('two different keys are rejected', async () => {
    const answer = await call(method, `${path}?api_key=one`, { body, headers: { 'x-api-key': 'other' } });
    expect(answer.body).toMatchObject({ status: 400, code: 'conflicting_keys' });
  });
});

test('a key is accepted in the query, in X-Api-Key and as a bearer token', async () => {
  const { key } = await newTenant();
  const list = '/v1/getRequests';
  expect((await call('GET', `${list}?api_key=${key}`)).status).toBe(200);
  expect((await call('GET', list, { headers: { 'x-api-key': key } })).status).toBe(200);
  expect((await call('GET', list, { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
  expect((await call('GET', `${list}?api_key=${key}`, { headers: { 'x-api-key': key } })).status).toBe(200);
});

test('an unknown path gets 404, an unsupported method 405 with Allow', async () => {
  expect((await call('GET', '/v1/nothing')).body).toMatchObject({ status: 404, code: 'not_found' });
  const answer = await call('DELETE', '/v1/createRequest');
  expect(answer.body).toMatchObject({ status: 405, code: 'method_not_allowed' });
  expect(answer.headers.get('allow')).toBe('POST, OPTIONS');
});

test('the admin API requires the admin token', async () => {
  const account = { name: 'x' };
  const given: Record<string, string>[] = [{}, { authorization: 'Bearer wrong' }, { 'x-api-key': 'wrong' }];
  for (const headers of given) {
    expect((await call('POST', '/admin/accounts', { body: account, headers })).status).toBe(401);
  }
});
