import { exports } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { measureCall } from '../support/call-cost';
import { newScene, type Scene } from '../support/scene';
import { type Browser, signedInBrowser } from '../support/signed-in-browser';

const nothing = { steps: [{ id: 'done', do: 'end', outcome: 'ok' }] };
const PATH = '/account/profile/requests';

/** Returns the requests that a page lists, in its order. */
const listed = (page: string): string[] =>
  [...page.matchAll(/href="\/account\/profile\/requests\/(req_\w+)"/g)].map(([, id = '']) => id);

/** Signs in with a key that has only these scopes. */
async function browserWith(scene: Scene, scopes: string[]): Promise<Browser> {
  const { body } = await scene.as('POST', '/v1/keys', { name: 'narrow', scopes });
  return signedInBrowser({ key: body.api_key });
}

describe('a search', () => {
  let scene: Scene;
  let browser: Browser;
  let plain: string;
  let handed: string;
  let ordered: string;
  const gid = 'gid://shopify/Order/450789469';

  beforeAll(async () => {
    scene = await newScene();
    await scene.saveFlow(nothing, 'one');
    await scene.saveFlow({ steps: [{ id: 'human', do: 'hand_over' }] }, 'two');
    plain = await scene.start('one', { object: { type: 'parcel', id: 'P-7' } });
    await scene.waitForStatus(plain, 'completed');
    handed = await scene.start('two', { user_key: 'Müller & Söhne', object: { type: 'order', id: gid } });
    await scene.waitForStatus(handed, 'waiting');
    await scene.saveFlow({ ...nothing, trigger: { on: 'order.created' } }, 'three');
    const order = await scene.as('POST', '/v1/createOrder', {
      order_id: 'A/1',
      order_number: '#2001',
      currency: 'EUR',
      total: '1.00',
      customer: { first_name: 'Ada', last_name: 'Rossi', phone: '+393331112223' },
      items: [{ quantity: 1 }],
    });
    [ordered] = order.body.request_ids;
    await scene.waitForStatus(ordered, 'completed');
    browser = await signedInBrowser(scene);
  });

  test('without criteria shows all requests, newest first, with order, customer and total', async () => {
    const { status, text } = await browser.get(PATH);
    expect(status).toBe(200);
    expect(listed(text)).toEqual([ordered, handed, plain]);
    expect(text).toContain('<bdi>#2001</bdi>');
    expect(text).toContain('<bdi>Ada Rossi</bdi>');
    expect(text).toContain('<p>€1.00</p>');
    expect(text).toContain('needs you');
    expect(text).not.toContain('rel="next"');
  });

  const asked: [string, Record<string, string>, () => string[]][] = [
    ['a phone as people type it', { customer: '0039 333 111-22.23' }, () => [ordered]],
    ['a customer by another name', { customer: ' Müller & Söhne ' }, () => [handed]],
    ['a customer who is not here', { customer: '+393330000001' }, () => []],
    ['an object by its id', { order: 'P-7' }, () => [plain]],
    ['an order by its id', { order: 'A/1' }, () => [ordered]],
    ['an order by its number', { order: '#2001' }, () => [ordered]],
    ['an order by its number without #', { order: '2001' }, () => [ordered]],
    ['a Shopify order by the digits of its id', { order: '450789469' }, () => [handed]],
    ['a state', { state: 'completed' }, () => [ordered, plain]],
    ['what waits for a person', { state: 'person' }, () => [handed]],
    ['a flow', { flow: 'one' }, () => [plain]],
    ['a flow that is not here', { flow: 'four' }, () => []],
    [
      'all at once',
      { customer: '+39 333 1112223', order: '#2001', state: 'completed', flow: 'three' },
      () => [ordered],
    ],
    ['all at once, one wrong', { customer: '+39 333 1112223', order: '#2001', state: 'failed' }, () => []],
  ];
  test('by a phone number whose plus is not encoded', async () => {
    const { text } = await browser.get(`${PATH}?customer=+39+333+1112223`);
    expect(listed(text)).toEqual([ordered]);
  });

  test.each(asked)('by %s', async (_, query, expected) => {
    const { status, text } = await browser.get(`${PATH}?${new URLSearchParams(query).toString()}`);
    expect([status, listed(text)]).toEqual([200, expected()]);
    if (expected().length === 0) expect(text).toContain('No matching orders.');
    for (const [field, value] of Object.entries(query)) {
      const escaped = value.trim().replaceAll('&', '&amp;');
      const isChosen = field === 'state' || field === 'flow';
      expect(text).toMatch(
        new RegExp(`value="${escaped.replaceAll(/[+#.]/g, String.raw`\$&`)}"${isChosen ? '[^>]* selected' : ''}`),
      );
    }
  });

  test.each([
    ['customer=%2B39abc', 'must be complete'],
    [`customer=${'x'.repeat(129)}`, '128 characters at most'],
    [`order=${'x'.repeat(256)}`, 'at most 255 characters'],
    ['state=happy', 'This status does not exist'],
    [`flow=${'x'.repeat(256)}`, 'at most 255 characters'],
    ['cursor=nonsense', 'This page of the list does not exist'],
    ['cursor=c1.AAAA', 'This page of the list does not exist'],
  ])('for %s says what is wrong, and finds nothing', async (query, said) => {
    const { status, text } = await browser.get(`${PATH}?${query}`);
    expect(status).toBe(422);
    expect(text).toContain(said);
    expect(text).toContain('role="alert"');
    expect(listed(text)).toEqual([]);
  });

  test.each([
    'customer=&order=&state=&flow=',
    'constructor=1&__proto__=2',
    'customer=%00',
    'order=%ff%fe',
    'flow=%E0%A4%A',
  ])('for %s is answered', async (query) => expect((await browser.get(`${PATH}?${query}`)).status).toBe(200));

  test('works in Italian', async () => {
    const { text } = await (await signedInBrowser(scene, 'it')).get(`${PATH}?state=x`);
    expect(text).toContain('Questo stato non esiste');
    expect(text).toContain('da gestire');
  });

  test("finds nothing of another account, and another account's request is not found", async () => {
    const other = await signedInBrowser(await newScene());
    expect(listed((await other.get(PATH)).text)).toEqual([]);
    for (const query of ['order=%232001', 'order=A/1', 'customer=%2B393331112223', 'state=person']) {
      expect(listed((await other.get(`${PATH}?${query}`)).text)).toEqual([]);
    }
    const missing = await other.get(`${PATH}/${plain}`);
    expect([missing.status, missing.text.includes('<h1>Page not found</h1>')]).toEqual([404, true]);
    // The way to the other pages stays.
    expect(missing.text).toContain('<nav aria-label="Sections">');
    for (const id of ['req_00000000000000000000000000', 'req_x', '%27%20or%201=1', '%00']) {
      expect((await other.get(`${PATH}/${id}`)).status).toBe(404);
    }
  });

  test('takes one round trip to D1, and so does the page of a request', async () => {
    const search = await measureCall(browser.request(`${PATH}?customer=%2B393331112223&order=%232001&state=completed`));
    expect([search.response.status, search.counts.roundTrips]).toEqual([200, 1]);
    const story = await measureCall(browser.request(`${PATH}/${ordered}`));
    expect([story.response.status, story.counts.roundTrips]).toEqual([200, 1]);
  });
});

test('a page lists 25 requests, and the next page of the same search starts after them', async () => {
  const scene = await newScene();
  await scene.saveFlow(nothing, 'one');
  await scene.saveFlow(nothing, 'two');
  const ids: string[] = [];
  for (let i = 0; i < 27; i += 1) ids.push(await scene.start('one'));
  await scene.start('two');
  const browser = await signedInBrowser(scene);
  const first = await browser.get(`${PATH}?flow=one`);
  expect(listed(first.text)).toEqual(ids.toReversed().slice(0, 25));
  const next = /<a href="([^"]+)" rel="next"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const newer = await scene.start('one');
  const second = await browser.get(next);
  expect(listed(second.text)).toEqual(ids.toReversed().slice(25));
  expect(second.text).not.toContain('rel="next"');
  expect(second.text).toContain(`href="${PATH}?flow=one"`);
  expect(listed((await browser.get(`${PATH}?flow=one`)).text)[0]).toBe(newer);
});

test('a key without requests:read is refused, and a visitor without a session is sent to sign in', async () => {
  const scene = await newScene();
  await scene.saveFlow(nothing);
  const requestId = await scene.start();
  const narrow = await browserWith(scene, ['settings:read']);
  for (const path of [PATH, `${PATH}?state=happy`, `${PATH}/${requestId}`, `${PATH}/req_x`]) {
    const { status, text } = await narrow.get(path);
    expect([status, text.includes(requestId)]).toEqual([403, false]);
    expect(text).toContain('The key that you signed in with does not have permission to do this.');
  }
  for (const path of [PATH, `${PATH}/${requestId}`]) {
    const { status, headers } = await exports.default.fetch(`https://aisac.test${path}`, { redirect: 'manual' });
    const signIn = `/account/profile/sign-in?next=${encodeURIComponent(path)}`;
    expect([status, headers.get('location')]).toEqual([303, signIn]);
  }
});

test('a revoked key opens no page in any browser', async () => {
  const scene = await newScene();
  const { body } = await scene.as('POST', '/v1/keys', { name: 'CRM', scopes: ['settings:read', 'requests:read'] });
  const [one, two] = await Promise.all([
    signedInBrowser({ key: body.api_key }),
    signedInBrowser({ key: body.api_key }),
  ]);
  expect((await one.get(PATH)).status).toBe(200);
  await scene.as('DELETE', `/v1/keys/${body.key_id}`);
  for (const browser of [one, two]) {
    expect((await browser.get(PATH)).location).toMatch(/^\/account\/profile\/sign-in\?reason=ended/);
  }
});
