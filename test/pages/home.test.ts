import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { readyFlows } from '../../src/domain/flows/ready-flows';
import { READY_NAMES } from '../../src/pages/flows/words/flow-name';
import { measureCall } from '../support/call-cost';
import { join } from '../support/people';
import { newScene, type Scene, until } from '../support/scene';
import { type Browser, signedInBrowser } from '../support/signed-in-browser';
import { newTenant } from '../support/tenant';

const HOME = '/account/profile/home';
const DAY_MS = 86_400_000;
/** Of a page with its style; the script and the icon come on top. */
const MAX_GZIP_BYTES = 50 * 1_024;

const gzipSize = async (text: string): Promise<number> =>
  (await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer()).byteLength;

/** Returns the tiles by their titles: the number and the texts below it, and where it leads. */
const tilesOf = (page: string) =>
  Object.fromEntries(
    [...page.matchAll(/<li class="tile"><h3><a href="([^"]+)">([^<]+)<\/a><\/h3>(.*?)<\/li>/gs)].map(
      ([, href, title = '', rest = '']) => [
        title,
        { href, texts: [...rest.matchAll(/>([^<]+)</g)].map(([, text]) => text) },
      ],
    ),
  );

/** Places an order that starts the flow of this outcome; returns its request. */
async function order(scene: Scene, id: string, more: Record<string, unknown> = {}): Promise<string> {
  const { body } = await scene.as('POST', '/v1/createOrder', {
    order_id: id,
    order_number: `#${id}`,
    id_store: scene.storeId,
    currency: 'EUR',
    total: '10.00',
    payment_method: 'cod',
    customer: { first_name: 'Marco', last_name: `Rossi ${id}`, phone: scene.userKey },
    items: [{ quantity: 1 }],
    ...more,
  });
  return body.request_ids[0];
}

describe('the home page', () => {
  let scene: Scene;
  let browser: Browser;
  let dead: string;

  beforeAll(async () => {
    scene = await newScene({ price_list: { 'flow.run': '0.05', push: '0.01' } });
    await scene.saveFlow({
      trigger: { on: 'order.created' },
      steps: [
        {
          id: 'which',
          do: 'branch',
          cases: [
            { when: "request.object.id == '1'", goto: 'yes' },
            { when: "request.object.id == '2'", goto: 'no' },
            { when: "request.object.id == '3'", goto: 'push' },
          ],
          otherwise: 'yes',
        },
        { id: 'yes', do: 'end', outcome: 'confirmed' },
        { id: 'no', do: 'end', outcome: 'refused' },
        { id: 'push', do: 'update_object', variables: { paid: true }, wait: true },
        { id: 'end', do: 'end', outcome: 'confirmed' },
      ],
    });
    await scene.configureMerchant({ behaviour: { updateObject: [{ status: 410 }] } });
    for (const id of ['1', '2']) await scene.waitForStatus(await order(scene, id), 'completed');
    // Not paid on delivery: its answer is not one about cash on delivery.
    await scene.waitForStatus(await order(scene, '4', { payment_method: 'card' }), 'completed');
    dead = await order(scene, '3');
    await scene.waitForStatus(dead, 'failed');
    const parcel = { tracking_number: 'XX1', carrier: 'gls-it' };
    const event = {
      state: 'held',
      at: new Date(Date.now() - 3_600_000).toISOString(),
      hold_until: new Date(Date.now() + 2 * DAY_MS).toISOString().slice(0, 10),
    };
    await scene.as('POST', '/v1/shipment_events', { order_id: '1', id_store: scene.storeId, parcel, event });
    await scene.reply({ text: 'Quando arriva?', name: 'Marco' });
    browser = await signedInBrowser(scene);
    await until(async () => expect((await browser.get(HOME)).text).toContain('/conversations/cnv_'));
  });

  test('shows what needs a person, each with one action: a customer, a parcel, an update and a paused store', async () => {
    const { text } = await browser.get(HOME);
    const needs = /<section id="needs".*?<\/section>/s.exec(text)?.[0] ?? '';
    const actions = [...needs.matchAll(/<a class="button[^"]*" href="([^"]+)">([^<]+)</g)].map(([, href, label]) => [
      href?.replace(/(cnv|shp)_\w+/, '$1'),
      label,
    ]);
    expect(actions).toEqual([
      ['/account/profile/conversations/cnv', 'Reply'],
      ['/account/profile/shipments/shp', 'Open'],
    ]);
    expect(needs.match(/class="button"/g)).toHaveLength(1);
    expect(needs).toContain('<bdi>GLS</bdi>');
    const faults = /<section id="to-fix".*?<\/section>/s.exec(text)?.[0] ?? '';
    expect(faults.match(/<li>/g)).toHaveLength(2);
    expect(faults).toContain('updates are paused. The store answered with error 410.');
    expect(faults).toContain(`href="/account/profile#store-${scene.storeId}-form">Fix`);
    expect(faults).toContain('updates did not arrive. The store answered with error 410.');
    expect(faults).toContain(
      `<a href="/account/profile/requests/${dead}"><bdi>#3</bdi></a> · <bdi>Marco Rossi 3</bdi>`,
    );
    // Nothing reaches a paused store.
    expect(faults).not.toContain('Retry all');
    expect(text).toContain('<title>(1) Home');
  });

  test('counts what is about cash on delivery, and leads to these requests', async () => {
    const tiles = tilesOf((await browser.get(HOME)).text);
    expect(tiles['Cash on delivery confirmed']).toEqual({
      href: '/account/profile/requests?show=cod',
      texts: ['50%', '1 of 2'],
    });
    // A line needs two slots with orders: one request came six days ago.
    await env.DB.prepare(
      "update requests set created_at = created_at - 6 * 86400000 where account_id = ? and outcome = 'refused'",
    )
      .bind(scene.accountId)
      .run();
    const { text } = await browser.get(HOME);
    expect(text).toContain('aria-label="Trend over the 30 days: from 0% to 100%, lowest 0%, highest 100%"');
    expect(text).toContain('points="91.7,25.0 117.0,3.0"');
    expect(tilesOf(text)['Cash on delivery confirmed']?.texts.slice(0, 2)).toEqual(['50%', '1 of 2']);
    // Four runs and the push that has no price yet, since it was not delivered, over four orders.
    expect(tiles['Cost per order']?.texts[0]).toBe('€0.05');
    const rows = (await browser.get('/account/profile/requests?show=cod')).text;
    expect(rows.match(/href="\/account\/profile\/requests\/req_/g)).toHaveLength(2);
    const failed = (await browser.get('/account/profile/requests?show=update_failed')).text;
    expect(failed.match(/requests\/req_\w+/g)).toEqual([`requests/${dead}`]);
  });

  test('has the numbers of one flow and of one store, and none of another’s', async () => {
    const of = async (query: string) =>
      tilesOf((await browser.get(`${HOME}?${query}`)).text)['Cash on delivery confirmed'];
    expect((await of(`flow=flow&store=${scene.storeId}`))?.texts).toContain('1 of 2');
    expect((await of('flow=other'))?.texts).toEqual(['No data yet']);
    expect((await of('store=str_nothing'))?.texts).toEqual(['No data yet']);
    expect((await of(`flow=${'x'.repeat(999)}&store=%00`))?.texts).toBeDefined();
  });

  test('measures how long people take to answer, from the customer’s first message', async () => {
    const conversations = (await scene.as('GET', '/v1/conversations')).body.data;
    const path = `/v1/conversations/${conversations[0].conversation_id}/messages`;
    const sent = await scene.as('POST', path, { text: 'Domani.' });
    expect(sent.status).toBeLessThan(300);
    await env.DB.prepare(
      "update messages set created_at = created_at - 600000 where account_id = ? and direction = 'in'",
    )
      .bind(scene.accountId)
      .run();
    const { text } = await browser.get(HOME);
    expect(tilesOf(text)['You reply in']?.texts[0]).toBe('10 mins');
    expect(text).not.toContain('<title>(1)');
  });

  test('takes one round trip to D1, and less than 50 KiB with its style', async () => {
    const { counts, response } = await measureCall(browser.request(HOME));
    expect(counts.roundTrips).toBe(1);
    expect(await gzipSize(await response.text())).toBeLessThan(MAX_GZIP_BYTES);
  });

  test('shows a key without scopes neither customers nor requests, and another account nothing', async () => {
    const { body } = await scene.as('POST', '/v1/keys', { name: 'narrow', scopes: ['settings:read'] });
    const narrow = (await (await signedInBrowser({ key: body.api_key })).get(HOME)).text;
    expect(narrow).not.toMatch(/Marco|cnv_|req_|shp_|class="tile"/);
    const other = (await (await signedInBrowser(await newScene())).get(HOME)).text;
    expect(other).not.toMatch(/Marco|cnv_|req_|shp_/);
    expect(new Set(Object.values(tilesOf(other)).map(({ texts }) => texts[0]))).toEqual(new Set(['No data yet']));
  });

  test('lists the shipment with its deadline, and its page says what was reported in words', async () => {
    const { text } = await browser.get('/account/profile/shipments');
    expect(text).toMatch(/<bdi>#1<\/bdi>.*held<\/span>.*goes back to you .*Release: not requested yet/s);
    const path = /\/account\/profile\/shipments\/shp_\w+/.exec(text)?.[0] ?? '';
    for (const query of ['query=xx%201', 'query=%231', 'query=1', 'show=held'])
      expect((await browser.get(`/account/profile/shipments?${query}`)).text, query).toContain(path);
    for (const query of ['query=2', 'show=released', 'show=avoided', 'store=str_x', 'cursor=nonsense&query=%00'])
      expect((await browser.get(`/account/profile/shipments?${query}`)).text, query).not.toContain(path);
    const shown = (await browser.get(path)).text;
    expect(shown).toMatch(/<h1>Shipment #1<\/h1>.*<bdi>Marco Rossi 1<\/bdi>/s);
    expect(shown).toContain('No flow is dealing with this parcel');
    expect((await (await signedInBrowser(await newScene())).get(path)).status).toBe(404);
  });

  test('orders are found by name, number and phone', async () => {
    const found = async (q: string) =>
      [
        ...(await browser.get(`/account/profile/requests?q=${encodeURIComponent(q)}`)).text.matchAll(/Rossi (\d)</g),
      ].map(([, id]) => id);
    expect(await found('rossi 2')).toEqual(['2']);
    expect(await found('#3')).toEqual(['3']);
    expect(await found('3')).toEqual(['3']);
    expect(await found('Marco')).toEqual(['3', '4', '2', '1']);
    expect(await found(scene.userKey)).toEqual(['3', '4', '2', '1']);
    expect(await found('Nobody')).toEqual([]);
  });
});

test('an order whose update arrives after it has failed is listed until it has gone on', async () => {
  const scene = await newScene();
  await scene.saveFlow({
    trigger: { on: 'order.created' },
    steps: [
      { id: 'paid', do: 'update_object', variables: { paid: true }, wait: true },
      { id: 'end', do: 'end', outcome: 'confirmed' },
    ],
  });
  await scene.configureMerchant({ behaviour: { updateObject: [{ status: 410 }] } });
  const requestId = await order(scene, '1');
  await scene.waitForStatus(requestId, 'failed');
  const browser = await signedInBrowser(scene);
  const path = `/account/profile/requests/${requestId}`;
  const late = 'Orders stopped on an update that has arrived since: they can go on.';
  expect((await browser.get(HOME)).text).not.toContain(late);
  await scene.as('POST', `/v1/stores/${scene.storeId}/resume`);
  await browser.get(HOME);
  expect((await browser.post(`/account/profile/home/stores/${scene.storeId}/retry`)).status).toBe(303);
  await until(async () => expect((await browser.get(HOME)).text).toContain(`${late}<br/>`));
  expect((await browser.get('/account/profile/requests?show=failed')).text).toContain(`href="${path}"`);
  const story = (await browser.get(path)).text;
  expect(story).toContain('<dd>The update was delivered only after the flow had stopped.</dd>');
  expect(story).not.toContain('will not be retried');
  await browser.post(`${path}/restart`);
  await scene.waitForStatus(requestId, 'completed');
  expect((await browser.get(HOME)).text).not.toContain('id="to-fix"');
  expect((await scene.merchantCalls()).deliveries.filter(({ verdict }) => verdict === 'ok')).toHaveLength(1);
});

test('the page of a held parcel offers the choices of its flow; a parcel whose release is requested needs nobody', async () => {
  const scene = await newScene();
  await scene.saveFlow({
    trigger: { on: 'shipment.held' },
    steps: [
      { id: 'person', do: 'hand_over', choices: [{ label: 'Riconsegna', goto: 'again' }] },
      {
        id: 'again',
        do: 'update_object',
        object: { type: 'shipment', id: '{{ shipment.id }}' },
        variables: { action: 'redeliver' },
        wait: true,
        verify: true,
      },
      { id: 'end', do: 'end', outcome: 'redeliver' },
    ],
  });
  await order(scene, '1');
  const event = {
    state: 'held',
    at: new Date(Date.now() - 3_600_000).toISOString(),
    hold_until: new Date(Date.now() + 2 * DAY_MS).toISOString(),
  };
  const parcel = { tracking_number: 'XX1', carrier: 'GLS' };
  const reported = await scene.as('POST', '/v1/shipment_events', { order_id: '1', parcel, event });
  const [{ shipment_id: shipmentId, request_ids: ids }] = reported.body.data;
  const path = `/account/profile/shipments/${shipmentId}`;
  const viewer = await join(scene, 'viewer');
  const browser = await signedInBrowser(scene);
  expect((await browser.get(HOME)).text).toContain(path);
  await until(async () => expect((await browser.get(path)).text).toContain('<bdi>Riconsegna</bdi>'));
  expect((await viewer.browser.get(path)).text).not.toContain('Riconsegna');
  const chosen = await browser.post(`/account/profile/requests/${ids[0]}/resume`, { resume: 'again' });
  expect(chosen.location).toBe(`${path}?done=resumed`);
  await until(async () => expect((await browser.get(path)).text).toContain('passed on to your system'));
  expect((await browser.get(HOME)).text).not.toContain(path);
  // Whoever follows a link of theirs stays on our pages.
  await browser.get(path);
  const away = { resume: 'again', next: 'https://elsewhere.example/account/profile/shipments/x' };
  const late = await browser.post(`/account/profile/requests/${ids[0]}/resume`, away);
  expect(late.location).toBe('/account/profile/home?done=not_waiting');
});

test('a new account sees the steps of the set-up, one of them open', async () => {
  const scene = await newTenant();
  const { text } = await (await signedInBrowser(scene)).get(HOME);
  expect(text).toContain('0 of 5 steps done');
  expect(text.match(/class="button"/g)).toHaveLength(1);
  expect(text).toContain('href="/account/profile#shopify">Connect the store');
  const italian = (await (await signedInBrowser(scene, 'it')).get(HOME)).text;
  expect(italian).toContain('0 di 5 passi completati');
  // Who may not set up is told who does.
  const agent = (await (await join(scene, 'agent')).browser.get(HOME)).text;
  expect(agent).toContain('An owner or administrator of the account does this.');
  expect(agent).not.toContain('class="button"');
});

test('the ready flows have the names of their definitions', async () => {
  for (const { key, language, name } of await readyFlows()) expect(READY_NAMES[key][language]).toBe(name);
});
