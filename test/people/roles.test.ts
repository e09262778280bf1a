import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { invite, join, newBrowser } from '../support/people';
import { newScene, until } from '../support/scene';
import { newTenant } from '../support/tenant';

const PROFILE = '/account/profile';
const ME = `${PROFILE}/people/me`;
const roleOf = (personId: string) =>
  env.DB.prepare('select role, removed_at as removed from people where person_id = ?')
    .bind(personId)
    .first<{ role: string; removed: number | null }>();

test('a new role ends the sessions of the person, and their open invitations, at once', async () => {
  const tenant = await newTenant();
  await join(tenant, 'owner', 'Ugo', 'ugo@negozio.example');
  const { browser, personId } = await join(tenant, 'owner', 'Ada', 'ada@negozio.example');
  const made = await browser.submit(`${PROFILE}/people/invitations`, { name: 'X', email: 'x@x.it', role: 'owner' });
  const path = /https:\/\/aisac\.test(\/account\/profile\/invitation\/[^"]+)"/.exec(made.text)?.[1] ?? '';
  expect((await newBrowser().get(path)).status).toBe(200);
  const { status, body } = await tenant.as('PATCH', `/v1/people/${personId}`, { role: 'viewer', name: 'Ada L.' });
  expect([status, body.role, body.name]).toEqual([200, 'viewer', 'Ada L.']);
  expect((await browser.get(ME)).location).toContain('sign-in?reason=ended');
  expect((await browser.post(`${PROFILE}/keys`, { name: 'too late' })).location).toContain('reason=unsent');
  expect((await newBrowser().post(path)).status).toBe(410);
  // A new name alone ends nothing.
  const { path: again } = await invite(tenant, { email: 'ada@negozio.example', name: 'Ada', role: 'viewer' });
  const back = newBrowser();
  await back.post(again);
  await tenant.as('PATCH', `/v1/people/${personId}`, { name: 'Ada' });
  expect((await back.get(ME)).status).toBe(200);
});

test('what cannot be undone asks first, on a page that changes nothing', async () => {
  const tenant = await newTenant();
  const { browser } = await join(tenant, 'owner', 'Ada');
  const { browser: agent, personId } = await join(tenant, 'agent', 'Anna');
  const { body: invitation } = await invite(tenant, { email: 'x@x.example', name: 'Leo', role: 'agent' });
  const { body: key } = await tenant.as('POST', '/v1/keys', { name: 'CRM' });
  const { body: sessions } = await tenant.as('GET', `/v1/people/${personId}/sessions`);
  const session = sessions.data[0].session_id;
  const questions: [string, string, string][] = [
    [`${PROFILE}/people/${personId}/remove`, 'Remove Anna?', `${PROFILE}/people`],
    [`${PROFILE}/people/invitations/${invitation.invitation_id}/revoke`, 'invitation for Leo', `${PROFILE}/people`],
    [`${PROFILE}/people/${personId}/sessions/${session}/end`, 'End this session?', `${PROFILE}/people/${personId}`],
    [`${PROFILE}/keys/${key.key_id}/revoke`, 'Revoke the key CRM?', `${PROFILE}/developers`],
  ];
  for (const [path, title, back] of questions) {
    const list = (await browser.get(back)).text;
    expect(list).toContain(`href="${path}" data-confirm`);
    const { status, text } = await browser.get(path);
    expect([status, text.includes(title)]).toEqual([200, true]);
    expect(text).toMatch(
      new RegExp(`<section id="confirm".*<form method="post" action="${path}".*href="${back}" data-cancel`, 's'),
    );
    expect([path, (await agent.get(path)).status]).toEqual([path, 403]);
  }
  expect((await tenant.as('GET', '/v1/people')).body.data).toHaveLength(2);
  expect((await browser.get(`${PROFILE}/people/prs_x/remove`)).status).toBe(404);
  for (const [path] of questions.toReversed()) expect((await browser.submit(path)).status).toBe(303);
  expect((await tenant.as('GET', '/v1/people')).body.data).toHaveLength(1);
  expect((await tenant.as('GET', `/v1/invitations/${invitation.invitation_id}`)).body.state).toBe('revoked');
});

test('a removed person is signed out in every tab, and only the name stays', async () => {
  const tenant = await newTenant();
  const { browser, personId } = await join(tenant, 'agent', 'Anna');
  const { path } = await invite(tenant, { email: 'agent@negozio.example', name: 'Anna', role: 'agent' });
  const { status, body } = await tenant.as('DELETE', `/v1/people/${personId}`);
  expect((await newBrowser().post(path)).status).toBe(404);
  expect((await tenant.as('GET', '/v1/invitations')).body.data).toEqual([]);
  expect([status, body.name, body.email]).toEqual([200, 'Anna', null]);
  expect(body.removed_at).not.toBeNull();
  expect((await browser.get(ME)).location).toContain('reason=ended');
  expect((await tenant.as('GET', '/v1/people')).body.data).toEqual([]);
  expect((await tenant.as('DELETE', `/v1/people/${personId}`)).body).toEqual(body);
  expect((await tenant.as('PATCH', `/v1/people/${personId}`, { name: 'X' })).status).toBe(404);
  // The same e-mail may come in again, as somebody new.
  const { personId: next } = await join(tenant, 'agent', 'Anna');
  expect(next).not.toBe(personId);
});

test('however many try at once, the last owner stays', async () => {
  const tenant = await newTenant();
  const owners = await Promise.all([0, 1, 2].map((i) => join(tenant, 'owner', `Owner ${i}`, `o${i}@negozio.example`)));
  const attempts = owners.flatMap(({ personId }) =>
    Array.from({ length: 7 }, (_, i) =>
      i % 2 === 0
        ? tenant.as('DELETE', `/v1/people/${personId}`)
        : tenant.as('PATCH', `/v1/people/${personId}`, { role: 'admin' }),
    ),
  );
  const answers = await Promise.all(attempts);
  expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  const rows = await Promise.all(owners.map(({ personId }) => roleOf(personId)));
  expect(rows.filter((row) => row?.role === 'owner' && row.removed === null)).toHaveLength(1);
  const last = owners[rows.findIndex((row) => row?.role === 'owner' && row.removed === null)];
  const refused = await tenant.as('DELETE', `/v1/people/${last?.personId}`);
  expect([refused.status, refused.body.code]).toEqual([409, 'last_owner']);
  expect((await last?.browser.get(ME))?.status).toBe(200);
});

test('each role sees and may do its own', async () => {
  const scene = await newScene();
  const tenant = { ...(await newTenant()), ...scene } as unknown as Awaited<ReturnType<typeof newTenant>>;
  await scene.openWindow();
  const conversation = await until(async () => {
    const { body } = await scene.as('GET', '/v1/conversations');
    expect(body.data).toHaveLength(1);
    return body.data[0];
  });
  const pages: Record<string, string> = {
    setUp: PROFILE,
    people: `${PROFILE}/people`,
    conversations: `${PROFILE}/conversations`,
    requests: `${PROFILE}/requests`,
    flow: `${PROFILE}/flows/none`,
  };
  const expected: Record<string, Record<string, number>> = {
    owner: { setUp: 200, people: 200, conversations: 200, requests: 200, flow: 404 },
    admin: { setUp: 200, people: 200, conversations: 200, requests: 200, flow: 404 },
    agent: { setUp: 303, people: 403, conversations: 200, requests: 200, flow: 403 },
    viewer: { setUp: 303, people: 403, conversations: 200, requests: 200, flow: 403 },
  };
  const forms: [string, Record<string, string>, string[]][] = [
    [`${PROFILE}/people/invitations`, { name: 'X', email: 'x@x.it', role: 'viewer' }, ['owner']],
    [`${PROFILE}/keys`, { name: 'k', scopes: 'requests:read' }, ['owner', 'admin']],
    [`${PROFILE}/conversations/quick-replies`, { title: 'Ciao', text: 'Ciao' }, ['owner', 'admin', 'agent']],
  ];
  for (const role of Object.keys(expected)) {
    const { browser } = await join(tenant, role);
    for (const [name, path] of Object.entries(pages))
      expect([role, name, (await browser.get(path)).status]).toEqual([role, name, expected[role]?.[name]]);
    for (const [path, fields, allowed] of forms) {
      const { status } = await browser.submit(path, fields);
      expect([role, path, status === 403]).toEqual([role, path, !allowed.includes(role)]);
    }
    const list = (await browser.get(`${PROFILE}/conversations/${conversation.conversation_id}`)).text;
    expect([role, list.includes(scene.userKey)]).toEqual([role, role !== 'viewer']);
    if (role === 'viewer') expect(list).toContain(`•${scene.userKey.slice(-3)}`);
    const found = (await browser.get(`${PROFILE}/conversations?q=${scene.userKey.slice(1, 9)}`)).text;
    expect([role, found.includes(conversation.conversation_id)]).toEqual([role, role !== 'viewer']);
  }
  // An admin makes no key that may invite.
  const { browser } = await join(tenant, 'admin');
  const made = await browser.submit(`${PROFILE}/keys`, { name: 'k', scopes: 'people:write' });
  expect(made.status).toBe(403);
}, 120_000);

test('an owner sees and ends the sessions of others, and everybody their own', async () => {
  const tenant = await newTenant();
  const { browser, personId } = await join(tenant, 'agent', 'Anna');
  const { path } = await invite(tenant, { email: 'agent@negozio.example', name: 'Anna', role: 'agent' });
  const phone = newBrowser();
  await phone.post(path);
  const { body } = await tenant.as('GET', `/v1/people/${personId}/sessions`);
  const first = (await tenant.as('GET', `/v1/people/${personId}/sessions?limit=1`)).body;
  const second = (await tenant.as('GET', `/v1/people/${personId}/sessions?limit=1&cursor=${first.next_cursor}`)).body;
  expect([...first.data, ...second.data]).toEqual(body.data);
  expect([body.next_cursor, second.next_cursor]).toEqual([null, null]);
  expect(body.data).toHaveLength(2);
  expect(body.data[0]).toMatchObject({
    session_id: expect.stringMatching(/^ses_/),
    location: '203.0.113.7',
    user_agent: 'Test browser',
  });
  const cookies = [...phone.cookies.values()].join(' ');
  for (const { session_id: id } of body.data) expect(cookies).not.toContain(id);
  const mine = /sessions\/(ses_\w+)\/end/.exec((await browser.get(ME)).text)?.[1] ?? '';
  expect((await browser.submit(`${ME}/sessions/${mine}/end`)).location).toBe(`${ME}?done=session_ended`);
  expect((await phone.get(ME)).status).toBe(303);
  const [left] = (await tenant.as('GET', `/v1/people/${personId}/sessions`)).body.data;
  const other = await newTenant();
  expect((await other.as('DELETE', `/v1/people/${personId}/sessions/${left.session_id}`)).status).toBe(404);
  expect((await tenant.as('DELETE', `/v1/people/${personId}/sessions/${left.session_id}`)).body).toEqual(left);
  expect((await browser.get(ME)).status).toBe(303);
});

test('a hostile name is shown as it is, and a session of before still works', async () => {
  const tenant = await newTenant();
  const name = '<script>alert(1)</script> \u202eanna';
  const { browser, personId } = await join(tenant, 'owner', name);
  const page = await browser.get(`${PROFILE}/people`);
  expect(page.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page.text).not.toContain('<script>alert');
  // As the version before wrote it: without the new columns.
  await env.DB.prepare('update sessions set public_id = null, location = null, user_agent = null where person_id = ?')
    .bind(personId)
    .run();
  expect((await browser.get(ME)).status).toBe(200);
});
