import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { base64Encode } from '../../src/shared/crypto/encoding';
import { sha256 } from '../../src/shared/crypto/hmac';
import { measureCall } from '../support/call-cost';
import { newScene } from '../support/scene';
import { type Browser, signedInBrowser } from '../support/signed-in-browser';
import { call, newTenant } from '../support/tenant';

const PROFILE = '/account/profile';
const SIGN_IN = `${PROFILE}/sign-in`;
const sendForm = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  call('POST', path, {
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
/** Returns a browser's cookie and form token, for another one to send. */
const cookieOf = (browser: Browser): string => browser.request(PROFILE).headers.get('cookie') ?? '';

test('a visitor without a session signs in and returns to the page they asked for', async () => {
  const { key } = await newTenant();
  const wanted = await call('GET', `${PROFILE}?done=saved`, { headers: { cookie: 'language=it' } });
  expect(wanted.status).toBe(303);
  expect(wanted.headers.get('location')).not.toContain('reason');
  const form = await call('GET', wanted.headers.get('location') ?? '');
  expect(form.body).toContain(`name="next" value="${PROFILE}?done=saved"`);
  const entered = await sendForm(SIGN_IN, { api_key: ` ${key} `, next: `${PROFILE}?done=saved` });
  expect([entered.status, entered.headers.get('location')]).toEqual([303, `${PROFILE}?done=saved`]);
});

test('HEAD redirects to the sign-in like GET', async () => {
  const { headers } = await call('HEAD', PROFILE);
  expect(headers.get('location')).toBe(`${SIGN_IN}?next=${encodeURIComponent(PROFILE)}`);
});

test('a key in a page’s address is never echoed', async () => {
  const { key } = await newTenant();
  const wanted = await call('GET', `${PROFILE}?api_key=${key}&done=saved`);
  const next = encodeURIComponent(`${PROFILE}?done=saved`);
  expect(wanted.headers.get('location')).toBe(`${SIGN_IN}?next=${next}`);
  const form = await call('GET', `${SIGN_IN}?next=${encodeURIComponent(`${PROFILE}?api_key=${key}`)}`);
  expect(form.body).not.toContain(key);
  const browser = await signedInBrowser({ key });
  expect((await browser.get(`${PROFILE}?api_key=${key}`)).text).not.toContain(key);
});

test('the sign-in never redirects to another site', async () => {
  const { key } = await newTenant();
  const elsewhere = [
    'https://evil.example/',
    '//evil.example',
    '/v1/account',
    `${PROFILE}/../../x`,
    `${PROFILE}/sign-out`,
    'https:evil',
    'javascript:alert(1)',
    '/account/profilex',
    `${PROFILE}?x=${'x'.repeat(9_999)}`,
  ];
  for (const next of elsewhere) {
    const entered = await sendForm(SIGN_IN, { api_key: key, next });
    expect(entered.headers.get('location'), next).toBe(`${PROFILE}/home`);
  }
});

test('the cookie is limited to this host, TLS and the same site, is hidden from scripts and lasts 12 hours', async () => {
  const { key } = await newTenant();
  const cookie = (await sendForm(SIGN_IN, { api_key: key })).headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/^__Host-aisac=[^;]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  expect(cookie).not.toContain(key);
});

test.each([
  ['an unknown key', 'aisac_unknown', 401, 'does not exist'],
  ['no key', '', 401, 'does not exist'],
  ['a hostile one', `"><script>alert(1)</script>${'x'.repeat(10_000)}`, 401, 'does not exist'],
])('%s is told so, and gets no session', async (_, key, status, said) => {
  const answer = await sendForm(SIGN_IN, { api_key: key });
  expect(answer.status).toBe(status);
  expect(answer.body).toContain(said);
  expect(answer.body).not.toContain('alert(1)');
  expect(answer.headers.get('set-cookie')).toBeNull();
});

test('a key without settings:read gets an error that names the missing scope', async () => {
  const scene = await newTenant();
  const { body } = await scene.as('POST', '/v1/keys', { name: 'narrow', scopes: ['requests:read'] });
  const answer = await sendForm(SIGN_IN, { api_key: body.api_key });
  expect(answer.status).toBe(403);
  expect(answer.body).toContain('settings:read');
});

test('a page allows no inline scripts, cannot be framed and is not cached', async () => {
  const browser = await signedInBrowser(await newTenant());
  for (const { headers, text } of [await browser.get(PROFILE), await browser.get(`${PROFILE}/nothing`)]) {
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:/);
    const [, style] = /<style>(.*)<\/style>/s.exec(text) ?? [];
    expect(policy).toContain(`style-src 'sha256-${base64Encode(await sha256(style ?? ''))}'`);
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(text).not.toMatch(/<script(?! src="\/profile\.js" defer)|\son\w+=|style=/);
  }
});

test('signing out ends the session for every copy of its cookie', async () => {
  const scene = await newTenant();
  const browser = await signedInBrowser(scene);
  const copy = cookieOf(browser);
  expect((await call('GET', PROFILE, { headers: { cookie: copy } })).status).toBe(200);
  const out = await browser.post(`${PROFILE}/sign-out`);
  expect([out.status, out.location]).toEqual([303, `${SIGN_IN}?reason=out`]);
  expect(out.headers.get('clear-site-data')).toBe('"cache"');
  const after = await call('GET', PROFILE, { headers: { cookie: copy } });
  expect([after.status, after.headers.get('location')]).toEqual([
    303,
    `${SIGN_IN}?reason=ended&next=%2Faccount%2Fprofile`,
  ]);
});

test('revoking a key ends every session that it opened, and no other', async () => {
  const scene = await newTenant();
  const { body: made } = await scene.as('POST', '/v1/keys', { name: 'clerk' });
  const [clerk, twin, owner] = [
    await signedInBrowser({ key: made.api_key }),
    await signedInBrowser({ key: made.api_key }),
    await signedInBrowser(scene),
  ];
  await scene.as('DELETE', `/v1/keys/${made.key_id}`);
  expect((await clerk.get(PROFILE)).status).toBe(303);
  expect((await twin.post(`${PROFILE}/keys`, { name: 'too late' })).location).toContain('reason=unsent');
  expect((await owner.get(PROFILE)).status).toBe(200);
  expect((await scene.as('GET', '/v1/keys')).body.data.map(({ name }: any) => name)).not.toContain('too late');
});

test('signing in again replaces the browser’s session, and a key has at most 20 sessions', async () => {
  const scene = await newTenant();
  const first = await signedInBrowser(scene);
  const again = await sendForm(SIGN_IN, { api_key: scene.key }, { cookie: cookieOf(first) });
  expect(again.status).toBe(303);
  expect((await first.get(PROFILE)).status).toBe(303);
  for (let i = 0; i < 25; i += 1) await sendForm(SIGN_IN, { api_key: scene.key });
  const count = env.DB.prepare('select count(*) as n from sessions where account_id = ?').bind(scene.accountId);
  expect(await count.first()).toEqual({ n: 20 });
});

test('a session ends after 12 hours, or when its key expires', async () => {
  const scene = await newTenant();
  const browser = await signedInBrowser(scene);
  await env.DB.prepare('update sessions set expires_at = 1 where account_id = ?').bind(scene.accountId).run();
  expect((await browser.get(PROFILE)).status).toBe(303);
  // The next sign-in deletes expired sessions.
  const next = await signedInBrowser(scene);
  const left = await env.DB.prepare('select count(*) as n from sessions where account_id = ?')
    .bind(scene.accountId)
    .first();
  expect(left).toEqual({ n: 1 });
  await env.DB.prepare('update api_keys set expires_at = 1 where account_id = ?').bind(scene.accountId).run();
  expect((await next.get(PROFILE)).status).toBe(303);
});

test('a forged or truncated cookie, or one of another account, is rejected', async () => {
  const [mine, other] = [await newTenant(), await newTenant()];
  const cookie = cookieOf(await signedInBrowser(mine));
  const [session = '', , signature = ''] = /=(.*)$/.exec(cookie)?.[1]?.split('.') ?? [];
  const forged = [
    `__Host-aisac=${session}.${other.accountId}.${signature}`,
    `__Host-aisac=${session}.${mine.accountId}.`,
    `__Host-aisac=${session}.${mine.accountId}`,
    cookie.slice(0, -6),
    cookie.replace('__Host-', ''),
    '__Host-aisac=%E0%A4%A',
    `__Host-aisac=${'x'.repeat(8_000)}`,
  ];
  for (const each of forged) expect((await call('GET', PROFILE, { headers: { cookie: each } })).status, each).toBe(303);
});

test('a form from another session, another site or without its token changes nothing', async () => {
  const scene = await newTenant();
  const [browser, tab] = [await signedInBrowser(scene), await signedInBrowser(scene)];
  const token = /name="form_token" value="(\w+)"/.exec((await tab.get(PROFILE)).text)?.[1] ?? '';
  const refusals: [Record<string, string>, Record<string, string>][] = [
    [{ name: 'forged', form_token: token }, {}],
    [{ name: 'forged' }, {}],
    [{ name: 'forged', form_token: 'x' }, {}],
  ];
  for (const [fields] of refusals) {
    const answer = await sendForm(`${PROFILE}/keys`, fields, { cookie: cookieOf(browser) });
    expect([answer.status, answer.body.includes('another session')]).toEqual([403, true]);
  }
  const own = /name="form_token" value="(\w+)"/.exec((await browser.get(PROFILE)).text)?.[1] ?? '';
  const elsewhere: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ];
  for (const headers of elsewhere) {
    const answer = await sendForm(
      `${PROFILE}/keys`,
      { name: 'forged', form_token: own },
      { cookie: cookieOf(browser), ...headers },
    );
    expect(answer.status).toBe(403);
  }
  const signIn = await sendForm(SIGN_IN, { api_key: scene.key }, { origin: 'https://evil.example' });
  expect([signIn.status, signIn.headers.get('set-cookie')]).toEqual([403, null]);
  expect((await scene.as('GET', '/v1/keys')).body.data.map(({ name }: any) => name)).not.toContain('forged');
});

test('a body that is not a form, or is too large, is refused', async () => {
  const browser = await signedInBrowser(await newTenant());
  const headers = { cookie: cookieOf(browser) };
  expect((await call('POST', `${PROFILE}/keys`, { body: { name: 'x' }, headers })).status).toBe(415);
  expect((await sendForm(`${PROFILE}/keys`, { name: 'x'.repeat(300_000) }, headers)).status).toBe(413);
});

test('an unknown address shows an error page, and so does GET on a form’s address', async () => {
  const browser = await signedInBrowser(await newTenant(), 'it');
  const missing = await browser.get(`${PROFILE}/nothing`);
  expect([missing.status, missing.text.includes('Qui non c’è nulla')]).toEqual([404, true]);
  const form = await browser.get(`${PROFILE}/keys`);
  expect([form.status, form.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
});

test('a read-only key sees no button that changes something, and no such form works', async () => {
  const scene = await newScene();
  const { body } = await scene.as('POST', '/v1/keys', { name: 'reader', scopes: ['settings:read'] });
  const browser = await signedInBrowser({ key: body.api_key });
  const page = await browser.get(PROFILE);
  expect(page.text).toContain('read-only key');
  expect(new Set(page.text.match(/<form[^>]*action="[^"]*"/g))).toEqual(
    new Set(['<form method="post" action="/account/profile/sign-out"']),
  );
  expect(page.text).not.toContain('abcd1234');
  const answer = await browser.post(`${PROFILE}/keys`, { name: 'more' });
  expect([answer.status, answer.text.includes('does not have permission to do this')]).toEqual([403, true]);
});

test('the language is the browser’s until the merchant switches it', async () => {
  const ask = (headers: Record<string, string>, path = SIGN_IN) => call('GET', path, { headers });
  expect((await ask({ 'accept-language': 'it-IT,it;q=0.9,en;q=0.8' })).body).toContain('<html lang="it">');
  expect((await ask({ 'accept-language': 'de-DE,de;q=0.9' })).body).toContain('<html lang="en">');
  expect((await ask({})).body).toContain('<html lang="en">');
  expect((await ask({ 'accept-language': 'it' })).headers.get('set-cookie')).toBeNull();
  const switched = await ask({ 'accept-language': 'it' }, `${SIGN_IN}?lang=en`);
  expect(switched.body).toContain('<html lang="en">');
  const cookie = /language=en/.exec(switched.headers.get('set-cookie') ?? '')?.[0] ?? '';
  expect((await ask({ 'accept-language': 'it', cookie })).body).toContain('<html lang="en">');
  expect((await ask({ cookie: 'language="><script>' })).body).toContain('<html lang="en">');
});

test.each([
  '',
  '/home',
  '/developers',
  '/flows',
  '/shipments',
  '/requests',
  '/overview',
  '/people/activity',
  '/conversations/opted-out',
])('the page %s takes one round trip to D1', async (path) => {
  const scene = await newScene();
  const browser = await signedInBrowser(scene);
  const { counts, response } = await measureCall(browser.request(`${PROFILE}${path}`));
  expect(response.status).toBe(200);
  expect(counts.roundTrips).toBe(1);
});

test('the bare host leads a browser to the home page, and any other client to no page', async () => {
  const browser = await call('GET', '/', { headers: { accept: 'text/html,application/xhtml+xml;q=0.9' } });
  expect([browser.status, browser.headers.get('location')]).toEqual([302, `${PROFILE}/home`]);
  const client = await call('GET', '/', { headers: { accept: 'application/json' } });
  expect([client.status, client.body.code]).toEqual([404, 'not_found']);
});
