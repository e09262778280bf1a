import { env } from 'cloudflare:workers';
import { expect, inject, test } from 'vitest';
import { lowestId, newId } from '../../src/shared/crypto/ids';
import codFlow from '../support/cod-flow.json';
import { invite, join } from '../support/people';
import { newScene, until } from '../support/scene';
import { signedInBrowser } from '../support/signed-in-browser';
import { call, newTenant, type Tenant } from '../support/tenant';

type Entry = { id: string; action: string; actor: { type: string; id: string | null; name: string | null } } & Record<
  string,
  any
>;

const LOG = '/account/profile/people/activity';

async function log(tenant: Tenant): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (;;) {
    const { body } = await tenant.as('GET', `/v1/audit?limit=3&after=${entries.at(-1)?.id ?? ''}`);
    entries.push(...body.data);
    if (body.data.length === 0) return entries;
  }
}

test('the log says who did what, in the order in which it happened, with nothing secret', async () => {
  const scene = await newScene();
  const tenant = scene as unknown as Tenant;
  const before = (await log(tenant)).length;
  const { body: key } = await tenant.as('POST', '/v1/keys', { name: 'CRM', scopes: ['requests:read'] });
  const { body: rotated } = await tenant.as('POST', `/v1/keys/${key.key_id}/rotate`, {});
  await tenant.as('DELETE', `/v1/keys/${key.key_id}`);
  // Nothing changes any more, so nothing is written.
  await tenant.as('DELETE', `/v1/keys/${key.key_id}`);
  const { body: store } = await tenant.as('POST', '/v1/stores', { kind: 'custom', name: 'Own' });
  await tenant.as('PATCH', `/v1/stores/${store.id_store}`, { name: 'Ours' });
  const { body: secret } = await tenant.as('POST', `/v1/stores/${store.id_store}/rotate_secret`);
  await tenant.as('DELETE', `/v1/stores/${store.id_store}`);
  await tenant.as('PATCH', `/v1/channels/${scene.channelId}`, { name: 'Ours' });
  await scene.saveFlow(codFlow, 'cod');
  await scene.saveFlow(codFlow, 'cod');
  await tenant.as('PATCH', '/v1/flows/cod', { active: false });
  await tenant.as('PATCH', '/v1/flows/cod', { active: true });
  const { body: sub } = await tenant.as('POST', '/v1/subscriptions', { url: 'https://hooks.example/x', types: ['*'] });
  await tenant.as('PATCH', `/v1/subscriptions/${sub.subscription_id}`, { description: 'x' });
  await tenant.as('DELETE', `/v1/subscriptions/${sub.subscription_id}`);
  await tenant.as('PATCH', '/v1/account', { name: 'Negozio 2' });
  await call('PATCH', `/admin/accounts/${scene.accountId}`, {
    body: { name: 'Negozio 3' },
    headers: { authorization: `Bearer ${inject('settings').ADMIN_TOKEN}` },
  });
  const { path, body: invitation } = await invite(tenant, { email: 'anna@x.example', name: 'Anna', role: 'owner' });
  const entries = (await log(tenant)).slice(before);
  expect(entries.map(({ action }) => action)).toEqual([
    'key.created',
    'key.rotated',
    'key.revoked',
    'store.created',
    'store.changed',
    'store.secret_rotated',
    'store.deleted',
    'channel.changed',
    'flow.saved',
    'flow.deactivated',
    'flow.activated',
    'subscription.created',
    'subscription.changed',
    'subscription.deleted',
    'account.changed',
    'account.changed',
    'invitation.created',
  ]);
  expect(entries[0]).toEqual({
    id: expect.stringMatching(/^aud_/),
    action: 'key.created',
    occurred_at: expect.stringMatching(/^\d{4}-.*\+0[12]:00$/),
    actor: { type: 'key', id: expect.stringMatching(/^key_/), name: 'first key' },
    targets: [{ type: 'key', id: key.key_id }],
    context: { session: null, location: null, user_agent: null },
    metadata: { name: 'CRM', scopes: 'requests:read' },
    version: 1,
  });
  expect(entries[4]?.metadata).toEqual({ members: 'name' });
  expect(entries[8]?.metadata).toEqual({ version: 1 });
  expect(entries[15]?.actor).toEqual({ type: 'operator', id: null, name: null });
  expect(entries.at(-1)?.targets).toEqual([{ type: 'invitation', id: invitation.invitation_id }]);
  const all = JSON.stringify(entries);
  for (const hidden of [
    rotated.api_key,
    key.api_key,
    store.secret,
    secret.secret,
    path.split('/').at(-1),
    sub.secret,
    'hooks.example',
  ])
    expect(all).not.toContain(hidden);
});

test('what a person does is theirs: the way in, a message without its text, an assignment', async () => {
  const scene = await newScene();
  const tenant = scene as unknown as Tenant;
  await scene.openWindow();
  const { browser, personId } = await join(tenant, 'agent', 'Anna');
  const { personId: other } = await join(tenant, 'agent', 'Ugo', 'ugo@negozio.example');
  const { personId: viewer } = await join(tenant, 'viewer');
  const [conversation] = await until(async () => {
    const { body } = await tenant.as('GET', '/v1/conversations');
    expect(body.data).toHaveLength(1);
    return body.data;
  });
  const id = conversation.conversation_id;
  const page = `/account/profile/conversations/${id}`;
  const sent = await browser.submit(
    `${page}/messages`,
    { text: 'Buongiorno, sono Anna', client_id: 'anna-0001' },
    page,
  );
  expect(sent.status).toBe(303);
  await browser.submit(`${page}/change`, { action: 'assign', assignee: other }, page);
  await browser.submit(`${page}/notes`, { text: 'abituale' }, page);
  const { body: after } = await tenant.as('GET', `/v1/conversations/${id}`);
  expect(after).toMatchObject({
    owner: 'person',
    assignee: other,
    last_message: { author: { kind: 'person', id: personId } },
  });
  const shown = (await browser.get(page)).text;
  expect(shown).toContain('Ugo');
  const { body: stream } = await tenant.as('GET', `/v1/conversations/${id}/messages`);
  expect(stream.data.map(({ author }: any) => author)).toContainEqual({ kind: 'person', id: personId });
  expect((await tenant.as('GET', `/v1/conversations?assignee=${other}`)).body.data).toHaveLength(1);
  // Nobody else's person, and no one who is removed.
  const stranger = await join(await newTenant(), 'agent');
  for (const assignee of [stranger.personId, 'prs_x', 'x']) {
    const { body } = await tenant.as('PATCH', `/v1/conversations/${id}`, { assignee });
    expect(body.errors[0].code).toBe('unknown_assignee');
  }
  await tenant.as('DELETE', `/v1/people/${other}`);
  expect((await tenant.as('GET', `/v1/conversations/${id}`)).body.assignee).toBeNull();
  expect((await tenant.as('PATCH', `/v1/conversations/${id}`, { assignee: other })).status).toBe(422);
  expect((await browser.get(page)).text).toContain('Ugo');
  const own = (await log(tenant)).filter(({ actor }) => actor.id === personId);
  expect(own.map(({ action }) => action)).toEqual([
    'person.joined',
    'invitation.accepted',
    'session.started',
    'message.sent',
    'conversation.assigned',
    'note.added',
  ]);
  expect(own[4]).toMatchObject({
    actor: { type: 'person', name: 'Anna' },
    targets: [{ type: 'conversation', id }],
    context: { session: expect.stringMatching(/^ses_/), location: '203.0.113.7', user_agent: 'Test browser' },
    metadata: { to: other },
  });
  expect(own[5]).toMatchObject({ actor: { name: 'Anna' }, targets: [{ type: 'conversation', id }], metadata: {} });
  expect(JSON.stringify(own)).not.toMatch(/Buongiorno|abituale/);
  // The same as a page, in words, for who may see the settings.
  expect((await browser.get(LOG)).status).toBe(403);
  const owner = await signedInBrowser(tenant, 'it');
  const log50 = (await owner.get(LOG)).text;
  expect(log50).toMatch(/<bdi>Anna<\/bdi><\/span> · ha aggiunto una nota/);
  expect(log50).toContain('ha assegnato una conversazione: <bdi>Ugo</bdi>');
  expect(log50).toContain(`/conversations/${id}">Apri`);
  expect(log50).not.toMatch(/Buongiorno|abituale|note\.added/);
  const { seq } = (await env.DB.prepare('select min(seq) as seq from audit_entries where account_id = ?')
    .bind(scene.accountId)
    .first<{ seq: number }>()) ?? { seq: 0 };
  expect((await owner.get(`${LOG}?before=${seq}`)).text).toContain('Non è ancora successo nulla');
  expect((await owner.get(`${LOG}?before=x`)).text).toContain('ha aggiunto una nota');
  expect(viewer).not.toBe(personId);
});

test('the log belongs to one account, and nothing changes an entry', async () => {
  const [tenant, other] = [await newTenant(), await newTenant()];
  await tenant.as('POST', '/v1/keys', { name: 'CRM' });
  expect((await other.as('GET', '/v1/audit')).body.data).toEqual([]);
  const [entry] = await log(tenant);
  await other.as('POST', '/v1/keys', { name: 'Theirs' });
  const unknown = [entry?.id ?? '', newId('aud'), lowestId('aud', 1)];
  for (const id of unknown) {
    const { body } = await other.as('GET', `/v1/audit?after=${id}`);
    expect(body).toMatchObject({ status: 422, errors: [{ path: '?after', code: 'unknown_entry' }] });
    const paged = await other.as('GET', `/v1/audit?cursor=c1.${btoa(id)}`);
    expect(paged.body).toMatchObject({ status: 422, errors: [{ path: '?cursor' }] });
  }
  // An entry that was purged came before all that are left.
  await other.as('POST', '/v1/keys', { name: 'Theirs too' });
  await env.DB.prepare('delete from audit_entries where account_id = ? and seq = 1').bind(other.accountId).run();
  const purged = await other.as('GET', `/v1/audit?after=${lowestId('aud', 1)}`);
  expect(purged.body.data.map(({ action }: Entry) => action)).toEqual(['key.created']);
  await expect(
    env.DB.prepare("update audit_entries set actor_name = 'x' where account_id = ?").bind(tenant.accountId).run(),
  ).rejects.toThrow('append-only');
  const narrow = await tenant.as('POST', '/v1/keys', { name: 'n', scopes: ['requests:read'] });
  expect((await tenant.as('GET', '/v1/audit', undefined, { 'x-api-key': narrow.body.api_key })).status).toBe(403);
});

test('a change that fails leaves no entry', async () => {
  const tenant = await newTenant();
  const { personId } = await join(tenant, 'owner');
  const before = (await log(tenant)).length;
  await tenant.as('DELETE', `/v1/people/${personId}`);
  await tenant.as('PATCH', `/v1/people/${personId}`, { role: 'viewer' });
  await tenant.as('DELETE', '/v1/keys/key_none');
  await tenant.as('DELETE', '/v1/subscriptions/sub_none');
  await tenant.as('PATCH', '/v1/account', { currency: 'nope' });
  expect(await log(tenant)).toHaveLength(before);
});
