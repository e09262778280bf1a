import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { invite, join, newBrowser } from '../support/people';
import { call, newTenant } from '../support/tenant';

const ANNA = { email: ' Anna@Negozio.example ', name: 'Anna', role: 'agent' };
const ME = '/account/profile/people/me';

test('an invitation is read by programs without being spent, and signs in once', async () => {
  const tenant = await newTenant();
  const { status, body, path } = await invite(tenant, ANNA);
  expect(status).toBe(201);
  expect(body).toMatchObject({
    invitation_id: expect.stringMatching(/^inv_/),
    email: 'anna@negozio.example',
    name: 'Anna',
    role: 'agent',
    state: 'pending',
    person_id: null,
  });
  expect(body.url).toMatch(/^https:\/\/aisac\.test\/account\/profile\/invitation\/acc_\w{26}\/[\w-]{22}$/);
  const week = Date.parse(body.expires_at) - Date.parse(body.created_at);
  expect(week).toBe(7 * 86_400_000);
  const scanner = newBrowser();
  for (let i = 0; i < 3; i += 1) {
    expect((await scanner.head(path)).status).toBe(200);
    const page = await scanner.get(path);
    expect([page.status, page.text.includes('Negozio'), page.text.includes('<script src="http')]).toEqual([
      200,
      true,
      false,
    ]);
  }
  expect(scanner.cookies.size).toBe(0);
  const elsewhere = await scanner.post(path, {}, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' });
  expect(elsewhere.status).toBe(403);
  expect((await tenant.as('GET', '/v1/people')).body.data).toEqual([]);

  const browser = newBrowser();
  const accepted = await browser.post(path);
  expect([accepted.status, accepted.location]).toEqual([303, `${ME}?done=joined`]);
  expect(accepted.headers.get('set-cookie')).toMatch(/^__Host-aisac=.*HttpOnly; Secure; SameSite=Strict$/);
  expect((await browser.get(ME)).text).toContain('anna@negozio.example');
  const { body: people } = await tenant.as('GET', '/v1/people');
  expect(people.data).toEqual([
    expect.objectContaining({ name: 'Anna', email: 'anna@negozio.example', role: 'agent', removed_at: null }),
  ]);
  const { body: after } = await tenant.as('GET', `/v1/invitations/${body.invitation_id}`);
  expect(after).toMatchObject({ state: 'accepted', person_id: people.data[0].person_id, invited_by: { type: 'key' } });
  expect(JSON.stringify(after)).not.toContain('url');
  // A POST without a body is one.
  const again = await call('POST', path);
  expect([again.status, again.body.includes('already been used'), again.headers.get('set-cookie')]).toEqual([
    410,
    true,
    null,
  ]);
  const stored = await env.DB.prepare('select * from invitations where account_id = ?').bind(tenant.accountId).first();
  expect(JSON.stringify(stored)).not.toContain(path.split('/').at(-1));
});

test('of twenty who open a link at once, one comes in', async () => {
  const tenant = await newTenant();
  const { path } = await invite(tenant, ANNA);
  const answers = await Promise.all(Array.from({ length: 20 }, () => newBrowser().post(path)));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
    303,
    ...Array.from({ length: 19 }, () => 410),
  ]);
  const { body } = await tenant.as('GET', '/v1/people');
  expect(body.data).toHaveLength(1);
  const { body: sessions } = await tenant.as('GET', `/v1/people/${body.data[0].person_id}/sessions`);
  expect(sessions.data).toHaveLength(1);
});

test('a revoked, expired, truncated or foreign link brings nobody in', async () => {
  const [tenant, other] = [await newTenant(), await newTenant()];
  const [revoked, expired] = [await invite(tenant, ANNA), await invite(tenant, { ...ANNA, expires_in: 60 })];
  const { body } = await tenant.as('DELETE', `/v1/invitations/${revoked.body.invitation_id}`);
  expect(body.state).toBe('revoked');
  await env.DB.prepare('update invitations set expires_at = 1 where invitation_id = ?')
    .bind(expired.body.invitation_id)
    .run();
  for (const [path, status, said] of [
    [revoked.path, 410, 'withdrawn'],
    [expired.path, 410, 'expired'],
    [expired.path.slice(0, -1), 404, 'no such invitation'],
    [expired.path.replace(tenant.accountId, other.accountId), 404, 'no such invitation'],
  ] as const) {
    for (const answer of [await newBrowser().get(path), await newBrowser().post(path)]) {
      expect([answer.status, answer.text.includes(said), answer.headers.get('set-cookie')], path).toEqual([
        status,
        true,
        null,
      ]);
    }
  }
  expect((await tenant.as('GET', '/v1/people')).body.data).toEqual([]);
  expect((await other.as('GET', `/v1/invitations/${revoked.body.invitation_id}`)).status).toBe(404);
});

test.each([
  [{ ...ANNA, email: 'anna' }, '/email'],
  [{ ...ANNA, name: ' ' }, '/name'],
  [{ ...ANNA, name: 'x'.repeat(201) }, '/name'],
  [{ ...ANNA, name: 'a\u0007b' }, '/name'],
  [{ ...ANNA, role: 'boss' }, '/role'],
  [{ ...ANNA, expires_in: 604_801 }, '/expires_in'],
])('an invitation %j is refused', async (input, path) => {
  const { status, body } = await invite(await newTenant(), input);
  expect([status, body.errors[0].path]).toEqual([422, path]);
});

test('an invitation to somebody who is here is a new way in for them, in the role that they have', async () => {
  const tenant = await newTenant();
  const { personId } = await join(tenant, 'agent', 'Anna', 'anna@negozio.example');
  const asOwner = await invite(tenant, { ...ANNA, role: 'owner' });
  expect([asOwner.status, asOwner.body.code]).toEqual([409, 'person_exists']);
  const { path } = await invite(tenant, { ...ANNA, name: 'Somebody else' });
  const browser = newBrowser();
  expect((await browser.post(path)).status).toBe(303);
  const { body } = await tenant.as('GET', '/v1/people');
  expect(body.data).toEqual([expect.objectContaining({ person_id: personId, name: 'Anna', role: 'agent' })]);
  expect((await browser.get(ME)).status).toBe(200);
});

test('a key gives no role that may do more than the key, and one without people:write invites nobody', async () => {
  const tenant = await newTenant();
  const keyWith = async (scopes: string[]) => {
    const { body } = await tenant.as('POST', '/v1/keys', { name: 'narrow', scopes });
    return (role: string) => tenant.as('POST', '/v1/invitations', { ...ANNA, role }, { 'x-api-key': body.api_key });
  };
  const narrow = await keyWith(['people:write', 'requests:read', 'users:read']);
  expect((await narrow('viewer')).status).toBe(201);
  expect((await narrow('agent')).body.code).toBe('missing_scope');
  expect((await narrow('owner')).body.code).toBe('missing_scope');
  const settings = await keyWith(['settings:write', 'settings:read', 'requests:read', 'users:read']);
  expect((await settings('viewer')).body.code).toBe('missing_scope');
});

test('a repeated call with an Idempotency-Key makes one invitation', async () => {
  const tenant = await newTenant();
  const call = () => tenant.as('POST', '/v1/invitations', ANNA, { 'idempotency-key': 'one' });
  const [first, second] = [await call(), await call()];
  expect(second.body).toEqual(first.body);
  expect((await tenant.as('GET', '/v1/invitations')).body.data).toHaveLength(1);
});
