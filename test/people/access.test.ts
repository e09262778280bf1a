import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import worker from '../../src/index';
import { base64UrlEncode } from '../../src/shared/crypto/encoding';
import { join } from '../support/people';
import { newTenant } from '../support/tenant';

const TEAM = 'aisac-test.cloudflareaccess.com';
const AUDIENCE = 'f0e1d2c3b4a5968778695a4b3c2d1e0f';
const SIGN_IN = '/account/profile/sign-in';
const RS256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

async function newSigner(kid: string) {
  const pair = (await crypto.subtle.generateKey(
    { ...RS256, modulusLength: 2_048, publicExponent: new Uint8Array([1, 0, 1]) },
    true,
    ['sign', 'verify'],
  )) as CryptoKeyPair;
  const { n, e } = (await crypto.subtle.exportKey('jwk', pair.publicKey)) as JsonWebKey;
  const encode = (value: object) => base64UrlEncode(new TextEncoder().encode(JSON.stringify(value)));
  return {
    jwk: { kid, kty: 'RSA', alg: 'RS256', use: 'sig', n, e },
    async token(claims: Record<string, unknown>, header: Record<string, unknown> = {}) {
      const now = Math.floor(Date.now() / 1_000);
      const whole = {
        iss: `https://${TEAM}`,
        aud: [AUDIENCE],
        exp: now + 60,
        iat: now,
        nbf: now,
        type: 'app',
        ...claims,
      };
      const signed = `${encode({ alg: 'RS256', kid, typ: 'JWT', ...header })}.${encode(whole)}`;
      const signature = await crypto.subtle.sign(RS256, pair.privateKey, new TextEncoder().encode(signed));
      return `${signed}.${base64UrlEncode(new Uint8Array(signature))}`;
    },
  };
}

afterEach(() => vi.restoreAllMocks());

/** Cloudflare's certificates; returns how often they were read. */
function serveCerts(keys: () => object[]) {
  const real = globalThis.fetch;
  let reads = 0;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url !== `https://${TEAM}/cdn-cgi/access/certs`) return real(input, init);
    reads += 1;
    return Response.json({ keys: keys(), public_cert: {}, public_certs: [] });
  });
  return () => reads;
}

async function ask(
  method: string,
  path: string,
  token: string | null,
  fields?: Record<string, string>,
  settings: object = {},
  cookie: string | null = null,
) {
  const response = await worker.fetch(
    new Request(`https://aisac.test${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { 'cf-access-jwt-assertion': token }),
        ...(cookie === null ? {} : { cookie: cookie.split(';')[0] ?? '' }),
        ...(fields ? { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://aisac.test' } : {}),
      },
      body: fields ? new URLSearchParams(fields).toString() : null,
    }),
    { ...env, ACCESS_TEAM_DOMAIN: TEAM, ACCESS_AUDIENCE: AUDIENCE, ...settings } as Env,
    createExecutionContext(),
  );
  const { status, headers } = response;
  return { status, text: await response.text(), cookie: headers.get('set-cookie'), location: headers.get('location') };
}

test('whom Access knows signs in by the e-mail, and chooses where there are several accounts', async () => {
  const [one, two] = [await newTenant({ name: 'Uno' }), await newTenant({ name: 'Due' })];
  const email = `anna-${one.accountId.slice(-6)}@negozio.example`;
  await join(one, 'agent', 'Anna', email);
  await join(two, 'viewer', 'Anna', email);
  const [signer, next] = [await newSigner('one'), await newSigner('two')];
  let published = [signer.jwk];
  const reads = serveCerts(() => published);
  const token = await signer.token({ email: email.toUpperCase() });
  const page = await ask('GET', SIGN_IN, token);
  expect(page.cookie).toBeNull();
  for (const { accountId } of [one, two]) expect(page.text).toContain(`name="account" value="${accountId}"`);
  const entered = await ask('POST', `${SIGN_IN}/access`, token, {
    account: two.accountId,
    next: '/account/profile/requests',
  });
  expect([entered.status, entered.location]).toEqual([303, '/account/profile/requests']);
  expect(entered.cookie).toContain(two.accountId);
  const { body } = await two.as('GET', '/v1/audit?limit=100');
  expect(body.data.at(-1)).toMatchObject({ action: 'session.started', actor: { type: 'person', name: 'Anna' } });
  expect(reads()).toBe(1);
  // A new key is read when it first signs, and unknown names make no more calls.
  const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 120_000);
  published = [next.jwk, signer.jwk];
  expect((await ask('GET', SIGN_IN, await next.token({ email }))).text).toContain(one.accountId);
  for (let i = 0; i < 3; i += 1) await ask('GET', SIGN_IN, await (await newSigner('none')).token({ email }));
  expect(reads()).toBe(2);
  clock.mockRestore();
  const unknown = await ask('GET', SIGN_IN, await signer.token({ email: 'nobody@negozio.example' }));
  expect(unknown.text).toContain('Nobody in Aisac has this e-mail');
  const { accountId } = await newTenant();
  const elsewhere = await ask('POST', `${SIGN_IN}/access`, token, { account: accountId });
  expect([elsewhere.cookie, elsewhere.location]).toEqual([null, `${SIGN_IN}?reason=unsent`]);
});

test('whom Access vouches for on the call itself makes a dangerous change without a passkey', async () => {
  const tenant = await newTenant();
  const [own, others] = ['ada', 'ugo'].map((name) => `${name}-${tenant.accountId.slice(-6)}@negozio.example`);
  await join(tenant, 'owner', 'Ada', own);
  await join(tenant, 'owner', 'Ugo', others);
  const { personId } = await join(tenant, 'agent', 'Anna');
  const signer = await newSigner('vouches');
  serveCerts(() => [signer.jwk]);
  // Another isolate: the keys are read anew.
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 7_300_000);
  const token = await signer.token({ email: own });
  const { cookie } = await ask('POST', `${SIGN_IN}/access`, token, { account: tenant.accountId });
  await env.DB.prepare('update sessions set created_at = created_at - 600001 where account_id = ?')
    .bind(tenant.accountId)
    .run();
  const page = await ask('GET', '/account/profile/people/me', token, undefined, {}, cookie);
  const form_token = /name="form_token" value="(\w+)"/.exec(page.text)?.[1] ?? '';
  const change = (by: string | null, role: string) =>
    ask('POST', `/account/profile/people/${personId}/role`, by, { form_token, role }, {}, cookie);
  expect((await change(null, 'viewer')).status).toBe(403);
  expect((await change(await signer.token({ email: others }), 'viewer')).status).toBe(403);
  expect((await change(token, 'viewer')).status).toBe(303);
});

test('a token that Access did not sign for this application is no way in', async () => {
  const tenant = await newTenant();
  const email = `ada-${tenant.accountId.slice(-6)}@negozio.example`;
  await join(tenant, 'owner', 'Ada', email);
  const [signer, forger] = [await newSigner('one'), await newSigner('one')];
  serveCerts(() => [signer.jwk]);
  const clock = Date.now();
  // Another isolate: the keys are read anew.
  vi.spyOn(Date, 'now').mockReturnValue(clock + 3_700_000);
  const now = Math.floor(Date.now() / 1_000);
  const good = await signer.token({ email });
  expect((await ask('POST', `${SIGN_IN}/access`, good, { account: tenant.accountId })).status).toBe(303);
  const [head, body, signature] = good.split('.');
  const none = base64UrlEncode(new TextEncoder().encode('{"alg":"none","kid":"one"}'));
  const bad: [string, string | null][] = [
    ['another signature', await forger.token({ email })],
    ['another audience', await signer.token({ email, aud: ['x'] })],
    ['another team', await signer.token({ email, iss: 'https://evil.cloudflareaccess.com' })],
    ['expired', await signer.token({ email, exp: now - 1 })],
    ['not valid yet', await signer.token({ email, nbf: now + 3_600 })],
    ['HS256', await signer.token({ email }, { alg: 'HS256' })],
    ['alg none', `${none}.${body}.`],
    ['no signature', `${head}.${body}.`],
    ['four parts', `${good}.x`],
    ['a service token without e-mail', await signer.token({ common_name: 'x' })],
    ['no token', null],
    ['rubbish', 'x.y.z'],
    ['too long', `${head}.${body}.${signature}${'A'.repeat(9_000)}`],
  ];
  for (const [name, token] of bad) {
    const { cookie, location } = await ask('POST', `${SIGN_IN}/access`, token, { account: tenant.accountId });
    expect([name, cookie, location]).toEqual([name, null, `${SIGN_IN}?reason=unsent`]);
    expect([name, (await ask('GET', SIGN_IN, token)).text.includes(email)]).toEqual([name, false]);
  }
  // A deployment without the settings ignores the header.
  const off = await ask(
    'POST',
    `${SIGN_IN}/access`,
    good,
    { account: tenant.accountId },
    { ACCESS_AUDIENCE: undefined },
  );
  expect(off.cookie).toBeNull();
});
