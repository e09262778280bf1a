import { expect, test } from 'vitest';
import { call } from '../support/tenant';

test('docs/openapi.json is the document that the Worker serves', async () => {
  const { status, body } = await call('GET', '/openapi.json');
  expect(status).toBe(200);
  await expect(`${JSON.stringify(body, null, 2)}\n`).toMatchFileSnapshot('../../docs/openapi.json');
});

test('every union and every open object has a type: the API reference calls others invalid', async () => {
  const untyped: unknown[] = [];
  JSON.stringify((await call('GET', '/openapi.json')).body.components.schemas, (name, value) => {
    const members = value?.anyOf ?? value?.oneOf;
    const isUnion = Array.isArray(members) && members.every(({ type }) => type !== undefined);
    if (isUnion && value.type === undefined) untyped.push(value);
    if (name === 'additionalProperties' && JSON.stringify(value) === '{}') untyped.push(name);
    return value;
  });
  expect(untyped).toEqual([]);
});

test('every pattern is valid in JSON Schema, without flags', async () => {
  const patterns: string[] = [];
  JSON.stringify((await call('GET', '/openapi.json')).body, (name, value) => {
    if (name === 'pattern' && typeof value === 'string') patterns.push(value);
    return value;
  });
  expect(patterns.length).toBeGreaterThan(10);
  expect(patterns.filter((pattern) => /\/[a-z]+$/.test(pattern))).toEqual([]);
});

test('the six main operations come first', async () => {
  const { body } = await call('GET', '/openapi.json');
  expect(Object.keys(body.paths).slice(0, 6)).toEqual([
    '/v1/createRequest',
    '/v1/getRequest',
    '/v1/getRequests',
    '/v1/getFlowByUserKey',
    '/v1/getChargesByUserKey',
    '/v1/createOrder',
  ]);
});

test('the reference page loads only our own scripts, and its CSP allows no others', async () => {
  const { status, headers, body } = await call('GET', '/docs');
  expect(status).toBe(200);
  const policy = headers.get('content-security-policy') ?? '';
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
  expect(policy).toContain("default-src 'none'");
  expect([...body.matchAll(/<script[^>]*>/g)].map(([tag]) => tag.includes(`nonce="${nonce}"`))).toEqual([true, true]);
  expect([...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url)).toEqual([
    '/profile-icon.svg',
    '/openapi.json',
    '/scalar-1.46.4.js',
  ]);
  expect((await call('GET', '/docs')).headers.get('content-security-policy')).not.toBe(policy);
});
