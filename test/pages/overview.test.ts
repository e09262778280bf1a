import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { lowestId } from '../../src/shared/crypto/ids';
import { measureCall } from '../support/call-cost';
import { newScene, until } from '../support/scene';
import { signedInBrowser } from '../support/signed-in-browser';
import { call, newTenant } from '../support/tenant';

const PATH = '/account/profile/overview';

/** Opens the overview in a browser that is signed in with a key. */
async function overviewFor(key: string, language: 'it' | 'en' = 'it') {
  const browser = await signedInBrowser({ key }, language);
  const file = (table: string, query = '') => browser.get(`${PATH}.csv?table=${table}${query}`);
  return {
    request: browser.request,
    page: (query = '') => browser.get(`${PATH}${query}`),
    file,
    /** Returns the lines of a file without its heading. */
    lines: async (table: string, query = ''): Promise<string[]> =>
      (await file(table, query)).text.split('\r\n').slice(1, -1),
  };
}

const order = (order_id: string) => ({ order_id, currency: 'EUR', total: '59.90', items: [{ quantity: 1 }] });

afterEach(() => {
  vi.useRealTimers();
});

test('the overview counts the orders, outcomes, replies, deliveries and charges of real runs', async () => {
  const scene = await newScene();
  await scene.saveFlow(
    {
      trigger: { on: 'order.created' },
      steps: [
        { id: 'pay', do: 'charge', kind: 'regalo', unit_price: '1234.5' },
        { id: 'push', do: 'update_object', variables: { cod_confirmed: true }, wait: true },
        { id: 'done', do: 'end', outcome: 'confirmed' },
      ],
    },
    'orders',
  );
  await scene.saveFlow({
    steps: [
      { id: 'ask', do: 'send_message', to: scene.userKey, text: 'Tutto bene?' },
      { id: 'answer', do: 'wait_for_reply', timeout: '1h' },
      { id: 'done', do: 'end', outcome: 'ne parliamo' },
    ],
  });
  await scene.saveFlow(
    {
      steps: [
        { id: 'pause', do: 'wait', for: '30d' },
        { id: 'done', do: 'end', outcome: 'x' },
      ],
    },
    'slow',
  );
  for (const id of ['1001', '1002']) {
    const { body } = await scene.as('POST', '/v1/createOrder', order(id));
    await scene.waitForStatus(body.request_ids[0], 'completed');
  }
  await scene.openWindow();
  const asked = await scene.start();
  await scene.waitForStatus(asked, 'waiting');
  await scene.reply({ text: 'Sì' });
  await scene.waitForStatus(asked, 'completed');
  await scene.waitForStatus(await scene.start('slow'), 'waiting');

  const { page, lines } = await overviewFor(scene.key);
  const days = await lines('days', '&days=7');
  expect(days).toHaveLength(7);
  expect(days.at(-1)).toMatch(/^\d{4}-\d\d-\d\d;2;2;0;0;1;1$/);
  expect(await lines('outcomes')).toEqual([
    '"confermato";"Confermate";2',
    expect.stringMatching(/^"(ne parliamo";"Altro esito|in corso";"In corso)";1$/),
    expect.stringMatching(/^"(ne parliamo";"Altro esito|in corso";"In corso)";1$/),
  ]);
  expect((await lines('replies'))[0]).toBe('"meno di 1 minuto";1');
  expect(await lines('deliveries')).toEqual(['"Negozio";"attivo";2;2;0;0;0;0;0']);
  expect(await lines('charges')).toEqual([
    '"regalo";"EUR";2;2469,0000',
    '"Esecuzione di un flusso";"EUR";4;0,2000',
    '"Ordine aggiornato";"EUR";2;0,0020',
  ]);
  const { status, text } = await page();
  expect(status).toBe(200);
  expect(text).toContain('ne parliamo');
  expect(text).toMatch(/<td class="number" data-label="[^"]+">2469,00\s€<\/td>/);
  expect(text.match(/<svg class="chart" role="img"/g)).toHaveLength(5);
});

test('a failing store shows its failed attempts and that it is paused', async () => {
  const scene = await newScene();
  await scene.configureMerchant({ behaviour: { updateObject: [{ status: 410, forever: true }] } });
  await scene.saveFlow({
    steps: [
      { id: 'push', do: 'update_object', variables: { a: 1 } },
      { id: 'done', do: 'end', outcome: 'refused' },
    ],
  });
  const { lines } = await overviewFor(scene.key);
  await scene.waitForStatus(await scene.start(), 'completed');
  await until(async () => expect(await lines('deliveries')).toEqual(['"Negozio";"in pausa";1;0;1;0;0;0;1']));
  const english = await overviewFor(scene.key, 'en');
  expect((await english.page()).text).toContain('(paused)');
});

test('the page takes one round trip, and stays small for the longest period', async () => {
  const { request } = await overviewFor((await newTenant()).key);
  const { response, counts } = await measureCall(request(`${PATH}?days=90`));
  expect(counts).toMatchObject({ roundTrips: 1, statements: 14 });
  expect(response.headers.get('cache-control')).toBe('private, no-store');
  const zipped = response.body?.pipeThrough(new CompressionStream('gzip'));
  expect((await new Response(zipped).arrayBuffer()).byteLength).toBeLessThan(12_750);
});

test('an account without data sees a message in its language and no empty chart', async () => {
  const { key } = await newTenant();
  const { text } = await (await overviewFor(key)).page();
  expect(text).toContain('Nessun ordine in questo periodo.');
  expect(text).toContain('Non c’è ancora nessun negozio.');
  expect(text).not.toContain('<svg class="chart"');
  const english = await overviewFor(key, 'en');
  expect((await english.page()).text).toContain('No orders in this period.');
});

test.each([
  ['', 30],
  ['?days=7', 7],
  ['?days=90', 90],
  ['?days=31', 30],
  ['?days=-7', 30],
  ['?days=7&days=90', 7],
  ['?days=%00%27', 30],
])('«%s» shows %i days', async (query, days) => {
  const { page } = await overviewFor((await newTenant()).key);
  const { status, text } = await page(query);
  expect(status).toBe(200);
  expect(text.match(/<th scope="row"><time/g)).toHaveLength(days);
  expect(text).toMatch(new RegExp(`days=${days}" aria-current="true"`));
});

test('hostile names of stores, outcomes and charge kinds are shown as text and never run', async () => {
  const scene = await newScene();
  const hostile = '</bdi></svg><script>alert(1)</script>" onload="x';
  await scene.as('PATCH', `/v1/stores/${scene.storeId}`, { name: hostile });
  await scene.saveFlow({
    steps: [
      { id: 'pay', do: 'charge', kind: '-2+3', unit_price: '1' },
      { id: 'push', do: 'update_object', variables: { a: 1 }, wait: true },
      { id: 'done', do: 'end', outcome: '=cmd|\' /C calc\'!A0;"x"' },
    ],
  });
  await scene.waitForStatus(await scene.start(), 'completed');
  const { page, lines } = await overviewFor(scene.key);
  const { text, headers } = await page();
  expect(text).not.toContain('<script>alert');
  expect(text).not.toMatch(/\sstyle=|\son\w+="/);
  expect(text).toContain(
    '<bdi>&lt;/bdi&gt;&lt;/svg&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;x</bdi>',
  );
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';/);
  expect(await lines('outcomes')).toEqual(['"\'=cmd|\' /C calc\'!A0;""x""";"Altro esito";1']);
  expect(await lines('charges')).toContainEqual('"\'-2+3";"EUR";1;1,0000');

  for (const name of [
    '\u202Egnp.exe',
    '=1+1',
    ' =1+1',
    '＝1',
    '+39',
    '@SUM(A1)',
    'Bottega "da Ada", Roma',
    '🧶'.repeat(90),
  ]) {
    await scene.as('PATCH', `/v1/stores/${scene.storeId}`, { name });
    const [line = ''] = await lines('deliveries');
    const isFormula = /^\s*[=＝+@]/u.test(name);
    expect(line.split(';')[0]).toBe(`"${isFormula ? "'" : ''}${name.replaceAll('"', '""')}"`);
    expect((await page()).text).toContain(`<bdi>${name.replaceAll('"', '&quot;')}</bdi>`);
  }
});

test('days follow the account’s time zone, also the 25-hour day when the clock goes back', async () => {
  vi.useFakeTimers({ now: Date.parse('2026-10-26T10:00:00Z'), toFake: ['Date'] });
  const tenant = await newTenant({ time_zone: 'Europe/Rome' });
  const [first, end] = [Date.parse('2026-10-24T22:00:00Z'), Date.parse('2026-10-25T23:00:00Z')];
  for (const at of [first - 1, first, end - 1, end]) {
    await env.DB.prepare(
      `insert into orders (id, account_id, id_store, order_id, source, currency, total, items, variables, created_at)
       values (?1, ?2, 'str_x', ?1, 'api', 'EUR', 1, '[]', '{}', ?3)`,
    )
      .bind(lowestId('ord', at), tenant.accountId, at)
      .run();
  }
  const { lines, page } = await overviewFor(tenant.key);
  expect((await lines('days', '&days=7')).slice(-3)).toEqual([
    '2026-10-24;1;0;0;0;0;0',
    '2026-10-25;2;0;0;0;0;0',
    '2026-10-26;1;0;0;0;0;0',
  ]);
  const { text } = await page('?days=7');
  expect(text).toContain('20 ottobre 2026 – 26 ottobre 2026; i giorni iniziano a mezzanotte (Europe/Rome).');
  expect(text).toContain('<title>25 ott: 2</title>');
});

test('an account sees no data of another account', async () => {
  const [scene, other] = [await newScene(), await newTenant()];
  await scene.saveFlow({ trigger: { on: 'order.created' }, steps: [{ id: 'done', do: 'end', outcome: 'solo-mio' }] });
  const { body } = await scene.as('POST', '/v1/createOrder', order('1001'));
  await scene.waitForStatus(body.request_ids[0], 'completed');
  const [mine, theirs] = [await overviewFor(scene.key), await overviewFor(other.key)];
  expect((await mine.page()).text).toContain('solo-mio');
  expect((await theirs.page()).text).not.toContain('solo-mio');
  expect(await theirs.lines('outcomes')).toEqual([]);
  expect(await theirs.lines('deliveries')).toEqual([]);
});

test('a CSV file downloads in the format that a spreadsheet of its language reads', async () => {
  const scene = await newScene();
  await scene.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] });
  await scene.waitForStatus(await scene.start(), 'completed');
  const { file, request } = await overviewFor(scene.key);
  const italian = await file('charges');
  expect(italian.status).toBe(200);
  expect(italian.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
  expect(italian.headers.get('content-disposition')).toMatch(
    /^attachment; filename="aisac-charges-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv"$/,
  );
  expect(italian.text).toBe('"Voce";"Valuta";"Addebiti";"Importo"\r\n"Esecuzione di un flusso";"EUR";1;0,0500\r\n');
  const { response, counts } = await measureCall(request(`${PATH}.csv?table=charges`));
  expect([...new Uint8Array(await response.arrayBuffer()).slice(0, 4)]).toEqual([0xef, 0xbb, 0xbf, 0x22]);
  expect(counts.roundTrips).toBe(1);
  const english = await overviewFor(scene.key, 'en');
  expect((await english.file('charges')).text).toBe(
    '"Type","Currency","Charges","Amount"\r\n"Flow run","EUR",1,0.0500\r\n',
  );
  for (const table of ['', 'constructor', 'users', '../days']) {
    expect((await file(table)).status).toBe(404);
  }
});

test('the overview needs a session whose key has requests:read', async () => {
  const tenant = await newTenant();
  for (const path of [PATH, `${PATH}.csv?table=days`]) {
    const { status, headers } = await call('GET', path);
    expect([status, headers.get('location')]).toEqual([
      303,
      `/account/profile/sign-in?next=${encodeURIComponent(path)}`,
    ]);
  }
  const { body } = await tenant.as('POST', '/v1/keys', { name: 'solo impostazioni', scopes: ['settings:read'] });
  const narrow = await overviewFor(body.api_key);
  const refused = await narrow.page();
  expect(refused.status).toBe(403);
  expect(refused.text).not.toContain('<table');
  expect((await narrow.file('days')).status).toBe(403);
});

test('the overview shows the returns avoided and the money saved by the cost that the account has set', async () => {
  const { accountId, key, as } = await newTenant();
  const { page, lines } = await overviewFor(key);
  expect((await page()).text).toContain('Nessun reso evitato in questo periodo.');
  const at = Date.now() - 60_000;
  const id = (prefix: 'shp' | 'she', n: number) => lowestId(prefix, at).slice(0, -6) + String(n).padStart(6, '0');
  for (const n of [1, 2]) {
    await env.DB.batch([
      env.DB.prepare(
        `insert into shipments (shipment_id, account_id, id_store, order_id, state, state_at, attempts, delayed, problem,
           disputed, shared, event_count, created_at, updated_at)
         values (?1 || ?2, ?2, 'str_x', 'N', 'delivered', ?3, 0, 0, 0, 0, 0, 1, ?3, ?3)`,
      ).bind(id('shp', n), accountId, at),
      env.DB.prepare(
        `insert into shipment_events (event_id, account_id, id_store, shipment_id, seq, source, dedupe_key, release,
           happened_at, precision, received_at, is_history, is_snapshot, is_return_leg, is_shared, applied, triggered)
         values (?4 || ?2, ?2, 'str_x', ?1 || ?2, 0, 'release', ?4, 'accepted', ?3, 'minute', ?3, 0, 0, 0, 0, 1, '[]')`,
      ).bind(id('shp', n), accountId, at - 1_000, id('she', n)),
    ]);
  }
  const without = (await page()).text;
  expect(without).toContain('2 resi evitati');
  expect(without).toContain('Indica qui sotto quanto ti costa un reso');
  expect((await as('GET', '/v1/account')).body.return_cost).toBeNull();
  const set = await as('PATCH', '/v1/account', { return_cost: '7.3' });
  expect([set.status, set.body.return_cost]).toEqual([200, '7.30']);
  const wrong = await as('PATCH', '/v1/account', { return_cost: '7,30' });
  expect([wrong.status, wrong.body.errors[0].path]).toEqual([422, '/return_cost']);
  expect((await page()).text).toMatch(/2 resi evitati: 14,60\s€ risparmiati/);
  expect((await (await overviewFor(key, 'en')).page()).text).toMatch(/2 returns avoided: €14\.60 saved/);
  expect(await lines('returns')).toEqual(['2;"EUR";14,6000']);
  // The same by the form of the page, as people write amounts; the home page leads to it until it is set.
  const browser = await signedInBrowser({ key }, 'it');
  const home = async () => (await browser.get('/account/profile/home')).text;
  const save = async (return_cost: string) => {
    await browser.get(PATH);
    return browser.post(`${PATH}/return-cost`, { return_cost });
  };
  expect(await home()).not.toContain('#return-cost');
  const refused = await save('otto');
  expect([refused.status, refused.text.includes('Inserisci un importo, per esempio 8,50.')]).toEqual([422, true]);
  expect(refused.text).toContain('value="otto"');
  expect((await save(' 8,5 ')).location).toBe(`${PATH}?done=cost_saved#returns`);
  expect((await browser.get(PATH)).text).toContain('value="8,50"');
  expect((await as('GET', '/v1/account')).body.return_cost).toBe('8.50');
  await save('');
  expect((await as('GET', '/v1/account')).body.return_cost).toBeNull();
  expect(await home()).toContain('href="/account/profile/overview#return-cost"');
});
