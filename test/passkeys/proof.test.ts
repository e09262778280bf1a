import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { newAuthenticator } from '../support/authenticator';
import { join, newBrowser } from '../support/people';
import { signedInBrowser } from '../support/signed-in-browser';
import { newTenant } from '../support/tenant';

const PROFILE = '/account/profile';
const PEOPLE = `${PROFILE}/people`;
const ME = `${PEOPLE}/me`;

const makeOld = (accountId: string) =>
  env.DB.prepare('update sessions set created_at = created_at - 600001 where account_id = ?').bind(accountId).run();

test('a dangerous change needs a sign-in of the last ten minutes, or a passkey that proves who it is', async () => {
  const tenant = await newTenant();
  const { browser } = await join(tenant, 'owner', 'Ada');
  const { personId } = await join(tenant, 'agent', 'Anna');
  const { body: key } = await tenant.as('POST', '/v1/keys', { name: 'CRM' });
  const { body: store } = await tenant.as('POST', '/v1/stores', { kind: 'custom', name: 'Own' });
  expect((await browser.submit(`${PEOPLE}/${personId}/role`, { role: 'viewer' })).status).toBe(303);
  await makeOld(tenant.accountId);

  // A first passkey needs no proof, because there is none yet.
  const without = await browser.submit(`${PEOPLE}/${personId}/remove`);
  expect([without.status, without.text.includes('You have no passkey yet')]).toEqual([403, true]);
  const [authenticator, second] = [await newAuthenticator(), await newAuthenticator()];
  expect((await authenticator.register(browser)).status).toBe(200);
  const passkey = /passkeys\/(psk_\w+)\/remove/.exec((await browser.get(ME)).text)?.[1] ?? '';

  const entries = async () => (await tenant.as('GET', '/v1/audit?limit=100')).body.data.length;
  const before = await entries();
  const dangerous: [string, Record<string, string>][] = [
    [`${PEOPLE}/${personId}/remove`, {}],
    [`${PEOPLE}/${personId}/role`, { role: 'agent' }],
    [`${PEOPLE}/invitations`, { name: 'Ugo', email: 'ugo@x.example', role: 'owner' }],
    [`${PROFILE}/keys`, { name: '<b>new</b>', scopes: 'requests:read' }],
    [`${PROFILE}/keys/${key.key_id}/rotate`, {}],
    [`${PROFILE}/keys/${key.key_id}/revoke`, {}],
    [`${PROFILE}/stores/${store.id_store}/rotate-secret`, {}],
    [`${PROFILE}/stores/${store.id_store}/webhook-key`, {}],
    [`${ME}/passkeys/${passkey}/remove`, {}],
    [`${ME}/passkeys/new`, {}],
  ];
  for (const [path, fields] of dangerous) {
    const { status, text } = await browser.submit(path, fields);
    expect([path, status]).toEqual([path, 403]);
    expect(text).toContain(`<form method="post" action="${path}" data-passkey="confirm"`);
    for (const value of Object.values(fields))
      expect(text).toContain(`value="${value.replaceAll('<', '&lt;').replaceAll('>', '&gt;')}"`);
  }
  await expect(second.register(browser)).rejects.toThrow();
  const token = /name="form_token" value="(\w+)"/.exec((await browser.get(ME)).text)?.[1] ?? '';
  const asked = await browser.post(`${ME}/passkeys/options`, { form_token: token }, { accept: 'application/json' });
  expect([asked.status, JSON.parse(asked.text).code]).toEqual([403, 'sign_in_too_old']);
  expect(await entries()).toBe(before);
  // What takes nothing over needs no proof.
  const agent = await browser.submit(`${PEOPLE}/invitations`, { name: 'Leo', email: 'leo@x.example', role: 'agent' });
  expect(agent.status).toBe(200);

  const copy = [...browser.cookies];
  const options = JSON.parse((await browser.submit(`${ME}/proof/options`)).text);
  expect(options).toMatchObject({ rp_id: 'aisac.test', allow: [authenticator.credentialId] });
  const prove = async (challenge: string, ceremony = {}) => {
    const { user_handle: _, ...answer } = await authenticator.answer(challenge, ceremony);
    return browser.submit(`${ME}/proof`, answer);
  };
  // Nobody else's challenge, and no other purpose.
  expect((await prove(await authenticator.challenge(newBrowser()))).status).toBe(401);
  expect((await prove(options.challenge, { origin: 'https://evil.example' })).status).toBe(401);
  expect((await prove(options.challenge)).status).toBe(200);
  expect((await prove(options.challenge)).status).toBe(401);
  // The old session is over, and forms that are open still work.
  const stale = newBrowser();
  for (const [name, value] of copy) stale.cookies.set(name, value);
  expect((await stale.get(ME)).status).toBe(303);
  const done = await browser.post(`${PEOPLE}/${personId}/remove`, { form_token: token });
  expect([done.status, done.location]).toEqual([303, `${PEOPLE}?done=removed`]);
  expect((await second.register(browser)).status).toBe(200);

  // A key proves nothing: the API lets it make the same change.
  const byKey = await signedInBrowser(tenant);
  await makeOld(tenant.accountId);
  expect((await byKey.post(`${PROFILE}/keys`, { name: 'k', scopes: 'requests:read' })).status).toBe(200);
});
