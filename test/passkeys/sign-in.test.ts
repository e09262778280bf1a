import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import { newAuthenticator } from '../support/authenticator';
import { join, newBrowser } from '../support/people';
import { newTenant } from '../support/tenant';

const ME = '/account/profile/people/me';
const PASSKEY = '/account/profile/sign-in/passkey';

test('a person adds a passkey and signs in with it, also after the invitation', async () => {
  const tenant = await newTenant();
  const { browser, personId } = await join(tenant, 'agent', 'Anna');
  const authenticator = await newAuthenticator();
  const added = await authenticator.register(browser);
  expect([added.status, JSON.parse(added.text).next]).toEqual([200, `${ME}?done=passkey_added`]);
  expect(authenticator.owner()).toBe(`${tenant.accountId}.${personId}`);
  const phone = newBrowser();
  const entered = await authenticator.signIn(phone, {}, '/account/profile/conversations');
  expect([entered.status, JSON.parse(entered.text)]).toEqual([200, { next: '/account/profile/conversations' }]);
  expect(entered.headers.get('set-cookie')).toMatch(/^__Host-aisac=.*SameSite=Strict$/);
  expect((await phone.get(ME)).text).toContain('Passkey');
  const evil = await authenticator.signIn(newBrowser(), {}, 'https://evil.example/');
  expect(JSON.parse(evil.text).next).toBe('/account/profile/home');
  const { body } = await tenant.as('GET', `/v1/people/${personId}`);
  expect(body.last_signed_in_at).not.toBeNull();
  const { body: log } = await tenant.as('GET', '/v1/audit?limit=100');
  expect(log.data.map(({ action }: any) => action).slice(-3)).toEqual([
    'passkey.added',
    'session.started',
    'session.started',
  ]);
});

test('a challenge is answered once, however many times at once, and within five minutes', async () => {
  const tenant = await newTenant();
  const { browser } = await join(tenant, 'agent');
  const authenticator = await newAuthenticator();
  await authenticator.register(browser);
  const challenge = await authenticator.challenge(browser);
  const fields = await authenticator.answer(challenge);
  const answers = await Promise.all(Array.from({ length: 20 }, () => newBrowser().post(PASSKEY, fields)));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
    200,
    ...Array.from({ length: 19 }, () => 401),
  ]);
  expect(answers.filter(({ headers }) => headers.has('set-cookie'))).toHaveLength(1);
  const old = await authenticator.challenge(browser);
  const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 5 * 60_000);
  try {
    expect((await authenticator.signIn(newBrowser(), { challenge: old })).status).toBe(401);
    expect((await authenticator.signIn(newBrowser())).status).toBe(200);
  } finally {
    clock.mockRestore();
  }
  const spent = await env.DB.prepare('select count(*) as n from spent_challenges where account_id = ?')
    .bind(tenant.accountId)
    .first<{ n: number }>();
  // Expired ones are deleted by the next answer.
  expect(spent?.n).toBe(1);
});

test('a sign-in is refused for another origin or host, a user who was not verified, and what was changed', async () => {
  const tenant = await newTenant();
  const { browser } = await join(tenant, 'agent');
  const authenticator = await newAuthenticator();
  await authenticator.register(browser);
  const refused = async (name: string, fields: Record<string, string>, headers = {}) => {
    const visit = await newBrowser().post(PASSKEY, fields, headers);
    expect([name, visit.status >= 400 && visit.status < 500, visit.headers.get('set-cookie')]).toEqual([
      name,
      true,
      null,
    ]);
  };
  const challenge = () => authenticator.challenge(browser);
  for (const ceremony of [
    { origin: 'https://evil.example' },
    { origin: 'https://aisac.test:8443' },
    { crossOrigin: true },
    { rpId: 'evil.example' },
    { flags: 0x01 },
    { flags: 0x04 },
  ])
    await refused(JSON.stringify(ceremony), await authenticator.answer(await challenge(), ceremony));
  const good = await authenticator.answer(await challenge());
  const other = await newAuthenticator();
  await refused('another key', { ...good, signature: (await other.answer(await challenge())).signature });
  await refused('another challenge', {
    ...good,
    client_data: (await authenticator.answer(await challenge())).client_data,
  });
  await refused('an unknown credential', { ...good, credential_id: other.credentialId });
  await refused('no user handle', { ...good, user_handle: '' });
  await refused('no base64', { ...good, signature: '***' });
  await refused('a made-up challenge', await authenticator.answer('x'.repeat(51)));
  await refused(
    'a challenge for a registration',
    await authenticator.answer(JSON.parse((await browser.submit(`${ME}/passkeys/options`)).text).challenge),
  );
  await refused('another site', good, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' });
  expect((await newBrowser().post(PASSKEY, good)).status).toBe(200);
});

test('a passkey is its person’s in its account only', async () => {
  const [tenant, other] = [await newTenant(), await newTenant()];
  const anna = await join(tenant, 'agent', 'Anna', 'anna@x.example');
  const ugo = await join(tenant, 'owner', 'Ugo', 'ugo@x.example');
  const stranger = await join(other, 'owner');
  const [own, theirs] = [await newAuthenticator(), await newAuthenticator()];
  await own.register(anna.browser);
  const answer = await own.answer(await own.challenge(newBrowser()));
  for (const owner of [
    `${tenant.accountId}.${ugo.personId}`,
    `${other.accountId}.${stranger.personId}`,
    `${other.accountId}.${anna.personId}`,
  ]) {
    const visit = await newBrowser().post(PASSKEY, { ...answer, user_handle: btoa(owner).replaceAll('=', '') });
    expect([owner, visit.status]).toEqual([owner, 401]);
  }
  // A challenge is for the person who asked for it, and a passkey is added once.
  const asked = JSON.parse((await ugo.browser.submit(`${ME}/passkeys/options`)).text).challenge;
  expect((await theirs.register(anna.browser, { challenge: asked })).status).toBe(401);
  expect((await theirs.register(anna.browser, { origin: 'https://evil.example' })).status).toBe(401);
  expect((await theirs.register(anna.browser, { flags: 0x01 })).status).toBe(401);
  expect((await own.register(ugo.browser)).status).toBe(401);
  expect((await newBrowser().post(PASSKEY, { ...answer })).status).toBe(200);
});

test('a counter that does not grow is a copy of the passkey', async () => {
  const { browser } = await join(await newTenant(), 'agent');
  const authenticator = await newAuthenticator();
  await authenticator.register(browser, { signCount: 5 });
  expect((await authenticator.signIn(newBrowser(), { signCount: 6 })).status).toBe(200);
  for (const signCount of [6, 5, 0]) expect((await authenticator.signIn(newBrowser(), { signCount })).status).toBe(401);
  expect((await authenticator.signIn(newBrowser(), { signCount: 7 })).status).toBe(200);
});

test('a removed person, and a removed passkey, open nothing', async () => {
  const tenant = await newTenant();
  const { browser, personId } = await join(tenant, 'agent');
  const [first, second] = [await newAuthenticator(), await newAuthenticator()];
  await first.register(browser);
  await second.register(browser);
  const id = /passkeys\/(psk_\w+)\/remove/.exec((await browser.get(ME)).text)?.[1] ?? '';
  const { browser: other } = await join(tenant, 'viewer');
  expect((await other.submit(`${ME}/passkeys/${id}/remove`)).status).toBe(404);
  expect((await browser.submit(`${ME}/passkeys/${id}/remove`)).location).toBe(`${ME}?done=passkey_removed`);
  expect((await first.signIn(newBrowser())).status).toBe(401);
  const tab = newBrowser();
  expect((await second.signIn(tab)).status).toBe(200);
  await tenant.as('DELETE', `/v1/people/${personId}`);
  expect((await second.signIn(newBrowser())).status).toBe(401);
  expect((await second.register(tab).catch(() => ({ status: 0 }))).status).not.toBe(200);
  const left = await env.DB.prepare('select count(*) as n from passkeys where account_id = ?')
    .bind(tenant.accountId)
    .first();
  expect(left).toEqual({ n: 0 });
});
