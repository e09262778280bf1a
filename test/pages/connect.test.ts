import { describe, expect, test } from 'vitest';
import { keepSecrets, keptSecrets } from '../../src/pages/forms/kept-secrets';
import { makeEncryptor } from '../../src/shared/crypto/encryption';
import { newMetaApp } from '../support/meta-app';
import { elementHtml, unescapeHtml, visibleText } from '../support/page-text';
import { until } from '../support/scene';
import { type PageResponse, signedInBrowser } from '../support/signed-in-browser';
import { newTenant } from '../support/tenant';

type Members = Record<string, any>;

const PROFILE = '/account/profile';
const CONNECT = `${PROFILE}/channels/connect`;
/** The calls of a connection from nothing, in their order. */
const CALLS = [
  'GET debug_token',
  'GET phone_numbers',
  'GET account',
  'GET number is_on_biz_app,is_pin_enabled',
  'GET number whatsapp_business_manager_messaging_limit,webhook_configuration',
  'GET subscriptions',
  'POST subscriptions',
  'GET subscribed_apps',
  'POST subscribed_apps',
  'POST register',
  'GET number health',
];
const STEPS_IN_ORDER = [
  'La tua app di Meta è collegata fatto',
  'Il token è valido e non scade fatto',
  'Numero trovato fatto',
  'Riceviamo da Meta ciò che scrivono i clienti fatto',
  'Account WhatsApp collegato all’app fatto',
  'Numero registrato fatto',
  'Nome visualizzato approvato fatto',
  'Meta ha verificato la tua attività fatto',
  'Meta non segnala problemi con il pagamento fatto',
  'Il numero può inviare fatto',
];

/** An account with nothing, an app of Meta, and a browser at the connections. */
async function start(state: Members = {}) {
  const [tenant, app] = await Promise.all([newTenant(), newMetaApp(state)]);
  const browser = await signedInBrowser(tenant, 'it');
  const secrets = { app_secret: app.app_secret, access_token: app.token };
  const channels = async () => (await tenant.as('GET', '/v1/channels')).body.data as Members[];
  return {
    tenant,
    app,
    browser,
    secrets,
    channels,
    connect: (fields: Record<string, string> = {}) =>
      browser.post(CONNECT, { app_id: app.appId, ...secrets, ...fields }),
    /** The card of the account's only number. */
    card: async (): Promise<string> => {
      const [channel] = await channels();
      return elementHtml(await browser.get(PROFILE), channel?.channel_id, 'article');
    },
    checkAgain: async () => {
      const [channel] = await channels();
      await browser.get(PROFILE);
      return browser.post(`${PROFILE}/channels/${channel?.channel_id}/set-up`);
    },
  };
}

const kept = ({ text }: PageResponse): string => unescapeHtml(/name="kept" value="([^"]*)"/.exec(text)?.[1] ?? '');
const posts = (calls: string[]) => calls.filter((call) => call.startsWith('POST'));

test('a number is connected from nothing, also by several forms at once, and everything that Meta says of it is shown', async () => {
  const { app, browser, secrets, channels, connect, card } = await start();
  const nothing = visibleText(elementHtml(await browser.get(PROFILE), 'whatsapp'));
  expect(nothing).toContain('1. Crea l’app, con il tuo numero (5 minuti)');
  expect(nothing).toContain('3. Incolla qui i dati');
  // The same form twice, and one of another window.
  const all = await Promise.all([connect(), connect(), connect({ idempotency_key: crypto.randomUUID() })]);
  const [channel, ...others] = await channels();
  expect(others).toEqual([]);
  const place = `${PROFILE}?done=connected#${channel?.channel_id}`;
  expect(all.map(({ status, location }) => [status, location])).toEqual([1, 2, 3].map(() => [303, place]));
  const html = await card();
  const shown = visibleText(html);
  for (const fact of [
    'Numero +39 02 5550 0123',
    'Nome che vedono i clienti Negozio Esempio',
    'Qualità non ancora valutata',
    'può scrivere per primo a 2000 clienti al giorno',
    'Metodo di pagamento su Meta a posto',
    '10 di 11 passi completati',
  ])
    expect(shown).toContain(fact);
  expect(STEPS_IN_ORDER.filter((step) => !shown.includes(step))).toEqual([]);
  // Only a message from Meta can show that the loop is closed.
  expect(html).toMatch(/<details id="[^"]*-replies"[^>]*open/);
  const page = (await browser.get(PROFILE)).text;
  for (const secret of Object.values(secrets)) expect(page).not.toContain(secret);
  expect((await app.state()).violations).toEqual([]);
});

test('of several numbers one is chosen, without typing the secrets again', async () => {
  const { app, browser, secrets, channels, connect } = await start();
  const state = await app.state();
  const numbers = state.accounts[app.wabaId].numbers;
  const second = {
    ...numbers[app.phoneNumberId],
    display_phone_number: '+39 340 1234567',
    verified_name: 'Assistenza',
  };
  await app.change({ numbers: { ...numbers, '777000': second } });
  const choice = await connect({ pin: '' });
  expect(choice.status).toBe(200);
  const shown = visibleText(elementHtml(choice, 'content', 'main'));
  expect(shown).toContain('+39 340 1234567 Assistenza +39 02 5550 0123 Negozio Esempio');
  expect(choice.text).not.toMatch(/ checked[ =>]/);
  for (const secret of Object.values(secrets)) expect(choice.text).not.toContain(secret);
  expect(await channels()).toEqual([]);
  const again = { app_id: app.appId, kept: kept(choice), app_secret: '', access_token: '' };
  // Without a choice it is asked again.
  expect((await browser.post(CONNECT, again)).text).toContain('name="phone_number_id" value="777000"');
  const made = await browser.post(CONNECT, { ...again, phone_number_id: '777000' });
  expect(made.status).toBe(303);
  expect(await channels()).toMatchObject([{ phone_number_id: '777000', name: 'Assistenza' }]);
  // What was kept belongs to this session.
  const other = await signedInBrowser(await newTenant(), 'it');
  const stolen = await other.post(CONNECT, { ...again, phone_number_id: '777000' });
  expect([stolen.status, stolen.text.includes('id="connect-access_token-finding"')]).toEqual([422, true]);
});

test.each<[string, Members, Record<string, string>, string, string]>([
  ['a token of another app', { token_info: { app_id: '999' } }, {}, 'access_token', 'Questo token è di un’altra app'],
  ['a token of a person', { token_info: { type: 'USER' } }, {}, 'access_token', 'Questo token è di una persona'],
  ['an unknown token', {}, { access_token: 'EAAGwrong' }, 'access_token', 'Meta non accetta questo token'],
  [
    'a token that lacks a permission',
    { token_info: { scopes: ['whatsapp_business_messaging'] } },
    {},
    'access_token',
    'A questo token manca un permesso',
  ],
  ['no account', { accounts: {} }, {}, 'access_token', 'Questo token non vede nessun account WhatsApp'],
  ['another app’s secret', {}, { app_secret: '0'.repeat(32) }, 'app_secret', 'Meta non accetta questa chiave segreta'],
  ['half a secret', {}, { app_secret: '0123' }, 'app_secret', 'ha 32 caratteri'],
  ['a PIN of five digits', {}, { pin: '12345' }, 'pin', 'Un PIN ha sei cifre.'],
  ['no app id', {}, { app_id: '' }, 'app_id', 'Campo obbligatorio.'],
])('%s is told at its field, and the other values are kept', async (_, state, wrong, field, words) => {
  const { app, browser, secrets, channels, connect } = await start(state);
  const refused = await connect(wrong);
  expect(refused.status).toBe(422);
  expect(new RegExp(`id="connect-${field}-finding"[^>]*>([^<]*)`).exec(refused.text)?.[1]).toContain(words);
  expect(refused.text).toMatch(/<details id="connect-form"[^>]*open/);
  for (const secret of [...Object.values(secrets), wrong[field] ?? '-'])
    if (secret.length > 5) expect(refused.text).not.toContain(secret);
  expect(await channels()).toEqual([]);
  expect(posts((await app.state()).calls)).toEqual([]);

  await app.configure({ token_info: {}, accounts: (await newMetaApp().then((fresh) => fresh.state())).accounts });
  const right: Record<string, string> = { app_id: app.appId, ...secrets };
  const corrected = {
    app_id: app.appId,
    app_secret: '',
    access_token: '',
    kept: kept(refused),
    [field]: right[field] ?? '',
  };
  expect((await browser.post(CONNECT, corrected)).status).toBe(303);
  expect(await channels()).toHaveLength(1);
});

test('what a form has kept is good for fifteen minutes', async () => {
  let now = 0;
  const form = new URLSearchParams();
  const parts: Members = {
    deps: { encryptor: makeEncryptor({ key: btoa('k'.repeat(32)) }), now: () => now },
    caller: { account: { accountId: 'acc' } },
    signedIn: { sessionId: 'ses' },
    form,
  };
  const context = { get: (name: string) => parts[name] } as unknown as Parameters<typeof keptSecrets>[0];
  form.set('kept', await keepSecrets(context, 'connect', { pin: '123456' }));
  expect(await keptSecrets(context, 'connect')).toEqual({ pin: '123456' });
  expect(await keptSecrets(context, 'shopify')).toEqual({});
  now = 15 * 60_000;
  expect(await keptSecrets(context, 'connect')).toEqual({});
});

test.each(CALLS.map((call, i) => [i + 1, call] as const))(
  'where call %i fails, %s, nothing is lost, and the next attempt ends it',
  async (at) => {
    const { app, browser, channels, connect, card, checkAgain } = await start({ failures: { [at]: 'http_500' } });
    const first = await connect();
    if (at <= 2) {
      expect([first.status, first.text.includes('Ora Meta non risponde.')]).toEqual([422, true]);
      expect(await channels()).toEqual([]);
      const fields = { app_id: app.appId, app_secret: '', access_token: '', kept: kept(first) };
      expect((await browser.post(CONNECT, fields)).status).toBe(303);
    } else {
      expect(first.status).toBe(303);
      const shown = visibleText(await card());
      // What Meta does not say is told of Meta, not of the step.
      expect(shown).toContain('Ora Meta non risponde non funziona');
      expect(shown).not.toContain('Meta non accetta il token');
      expect((await checkAgain()).status).toBe(303);
    }
    const ended = visibleText(await card());
    expect(STEPS_IN_ORDER.filter((step) => !ended.includes(step))).toEqual([]);
    expect((await app.state()).violations).toEqual([]);
  },
);

const HALF_DONE: [string, Members, string, string][] = [
  [
    'is in use on a phone',
    { number: { is_on_biz_app: true } },
    'Il numero è in uso nell’app WhatsApp Business da fare',
    'elimina il suo account nell’app',
  ],
  [
    'is not verified',
    { number: { code_verification_status: 'NOT_VERIFIED' } },
    'Il numero non è ancora verificato da fare',
    'inserisci il codice',
  ],
  [
    'waits for its name',
    { number: { name_status: 'PENDING_REVIEW' } },
    'Nome visualizzato non ancora approvato in attesa di Meta',
    'Non devi fare nulla.',
  ],
  [
    'has a rejected name',
    { number: { name_status: 'DECLINED' } },
    'Meta ha rifiutato il nome visualizzato non funziona',
    'come sul tuo sito',
  ],
  [
    'cannot be paid',
    {
      number: {
        health_status: {
          can_send_message: 'BLOCKED',
          entities: [{ can_send_message: 'BLOCKED', errors: [{ error_code: 141006 }] }],
        },
      },
    },
    'Manca un metodo di pagamento su Meta da fare',
    'poi aggiungi una carta',
  ],
  [
    'belongs to a business that is not verified',
    { fields: { name: 'N', currency: 'EUR', business_verification_status: 'not_verified' } },
    'Meta non ha verificato la tua attività consigliato',
    'Puoi iniziare anche senza',
  ],
  [
    'sends its messages to another system',
    { subscribed: { override_callback_uri: 'https://crm.example/hook' } },
    'I messaggi di questo numero arrivano a un altro sistema non funziona',
    'Ciò che scrivono i clienti va a https://crm.example/hook',
  ],
];
test.each(HALF_DONE)(
  'a number that %s says what to do, with a link to Meta, until it is done',
  async (_, change, line, cure) => {
    const { app, connect, card, checkAgain } = await start();
    const before = (await app.state()).accounts[app.wabaId];
    await app.change(change);
    expect((await connect()).status).toBe(303);
    const html = await card();
    const shown = visibleText(html);
    expect(shown).toContain(line);
    expect(shown).toContain(cure);
    const details = html.split('<details').find((part) => visibleText(`<details${part}`).includes(cure)) ?? '';
    expect(details).toMatch(
      /href="https:\/\/(business|developers)\.facebook\.com\/[^"]*" target="_blank" rel="noreferrer"/,
    );
    const { number = {}, ...ofAccount } = change;
    const restored = (now: Members, then: Members) =>
      Object.fromEntries(Object.keys(now).map((name) => [name, then[name]]));
    await app.change({ ...restored(ofAccount, before), number: restored(number, before.numbers[app.phoneNumberId]) });
    await checkAgain();
    const ended = visibleText(await card());
    expect(STEPS_IN_ORDER.filter((step) => !ended.includes(step))).toEqual([]);
  },
);

describe('a connected number', () => {
  test('takes the PIN that it has in its step', async () => {
    const { app, browser, channels, connect, card } = await start();
    await app.change({ number: { is_pin_enabled: true, pin: '111111' } });
    await connect();
    expect(visibleText(await card())).toContain('Il numero ha un PIN da fare');
    const [channel] = await channels();
    const reconnect = (pin: string) => browser.post(`${PROFILE}/channels/${channel?.channel_id}/reconnect`, { pin });
    const short = await reconnect('1');
    expect([short.status, short.text.includes('Un PIN ha sei cifre.')]).toEqual([422, true]);
    expect(short.text).toMatch(/<details id="[^"]*-registration"[^>]*open/);
    await reconnect('222222');
    expect(visibleText(await card())).toContain('Il PIN è sbagliato non funziona');
    expect((await reconnect('111111')).location).toBe(`${PROFILE}?done=checked#${channel?.channel_id}`);
    const shown = await card();
    expect(visibleText(shown)).toContain('Numero registrato fatto');
    expect(shown).not.toMatch(/111111|222222/);
  });

  test('whose token Meta refuses is red where it is broken, and works again with a new token only', async () => {
    const { app, browser, channels, connect, card, tenant } = await start();
    await connect();
    const [channel] = await channels();
    const path = `${PROFILE}/channels/${channel?.channel_id}`;
    // The number takes only another token: a message is refused as Meta refuses an ended one.
    const standin = await app.line({ token: 'another' });
    await browser.get(PROFILE);
    await browser.post(`${path}/test`, { to: '+393331234567' });
    await app.configure({ token_info: { is_valid: false } });
    const broken = visibleText(await card());
    expect(broken).toContain('Meta non permette a questo numero di inviare');
    expect(broken).toContain('Meta non accetta il token non funziona');
    expect(broken).toContain('Il numero può inviare da verificare');
    expect(broken).not.toContain('Il token è valido');
    await browser.get(PROFILE);
    expect((await browser.post(`${path}/resume`)).location).toContain('rechecked=fails');
    // A check that Meta does not let end, or that cannot begin, proves nothing.
    const made = (await app.state()).calls.length;
    await app.configure({ token_info: {}, failures: { [made + 6]: 'http_500' } });
    expect((await browser.post(`${path}/resume`)).location).toContain('rechecked=fails');
    await app.configure({ failures: {}, app_secret: '1'.repeat(32) });
    expect((await browser.post(`${path}/resume`)).location).toContain('rechecked=fails');
    await app.configure({ app_secret: app.app_secret });
    const wrong = await browser.post(`${path}/reconnect`, { access_token: 'EAAGanother' });
    expect([wrong.status, wrong.text.includes('EAAGanother')]).toEqual([422, false]);
    expect(wrong.text).toContain(`id="access_token-${channel?.channel_id}-access_token-finding"`);
    expect((await tenant.as('GET', `/v1/channels/${channel?.channel_id}`)).body.broken).not.toBeNull();

    await app.configure({ token: 'EAAGnew' });
    await standin({ token: 'EAAGnew' });
    expect((await browser.post(`${path}/reconnect`, { access_token: 'EAAGnew' })).status).toBe(303);
    expect(visibleText(await card())).toContain('Il token è valido e non scade fatto');
    expect((await tenant.as('GET', `/v1/channels/${channel?.channel_id}`)).body.broken).toBeNull();
  });

  test('is disconnected on a page that says what stops, and its flows are switched off', async () => {
    const { browser, channels, connect, tenant } = await start();
    await connect();
    const [channel] = await channels();
    const say = { id: 'say', do: 'send_message', to: '+393331234567', text: 'Ciao' };
    const flow = { name: 'Saluto', steps: [say, { id: 'end', do: 'end', outcome: 'said' }] };
    expect((await tenant.as('PUT', '/v1/flows/hello', flow)).status).toBe(201);
    const path = `${PROFILE}/channels/${channel?.channel_id}/disconnect`;
    const asked = visibleText(elementHtml(await browser.get(path), 'content', 'main'));
    expect(asked).toContain('Scollegare Negozio Esempio?');
    expect(asked).toContain('Ne hanno bisogno questi flussi: Saluto Disattiva questi flussi');
    expect(await channels()).toHaveLength(1);
    const done = await browser.post(path, { switch_off: 'true' });
    expect(done.location).toBe(`${PROFILE}?done=disconnected#whatsapp`);
    expect(await channels()).toEqual([]);
    expect((await tenant.as('GET', '/v1/flows/hello')).body.active).toBe(false);
    expect((await browser.get(path)).status).toBe(404);
  });
});

describe('a number by its IDs', () => {
  test('is looked at when it is saved, and nothing changes at Meta before the button says so', async () => {
    const { app, browser, channels, tenant } = await start();
    await browser.get(PROFILE);
    const fields = {
      name: 'A mano',
      phone_number_id: app.phoneNumberId,
      waba_id: app.wabaId,
      access_token: app.token,
      app_secret: app.app_secret,
    };
    expect((await browser.post(`${PROFILE}/channels`, fields)).status).toBe(303);
    const [channel] = await channels();
    const id = channel?.channel_id;
    const steps = async () => {
      const { body } = await tenant.as('GET', `/v1/channels/${id}/set_up`);
      return Object.fromEntries(body.steps.map((each: Members) => [each.id, each.code ?? each.state]));
    };
    const posts = async () => (await app.state()).calls.filter((call: string) => call.startsWith('POST'));
    expect(await steps()).toMatchObject({ app: 'done', access_token: 'done', number: 'done', webhook: 'not_begun' });
    await browser.get(PROFILE);
    await browser.post(`${PROFILE}/channels/${id}`, { ...fields, name: 'Altro nome' });
    expect(await posts()).toEqual([]);
    const shown = visibleText(elementHtml(await browser.get(PROFILE), id ?? '', 'article'));
    expect(shown).toContain('Su Meta non è ancora stato fatto');
    expect(shown).toContain('Verifica e completa');
    await browser.post(`${PROFILE}/channels/${id}/set-up`);
    expect((await posts()).length).toBe(3);
    expect(await steps()).toMatchObject({ webhook: 'done', registration: 'done' });
    const actions = (await tenant.as('GET', '/v1/audit?limit=100')).body.data.map(({ action }: Members) => action);
    expect(actions.filter((action: string) => action.startsWith('channel.'))).toEqual([
      'channel.created',
      'channel.changed',
      'channel.set_up',
    ]);
  });
});

describe('the templates of a flow', () => {
  const create = async ({ browser, channels }: Awaited<ReturnType<typeof start>>, fields: Members = {}) => {
    const [channel] = await channels();
    await browser.get(PROFILE);
    const path = `${PROFILE}/flow-templates/cod-confirmation`;
    return browser.post(path, { channel: channel?.channel_id, when_ready: 'true', ...fields });
  };
  const block = async ({ browser }: Awaited<ReturnType<typeof start>>) =>
    visibleText(elementHtml(await browser.get(PROFILE), 'templates-cod-confirmation', 'article'));

  test('are created by one button, and the flow starts when Meta approves them', async () => {
    const shop = await start();
    const { app, browser, connect, tenant, checkAgain } = shop;
    expect(visibleText(elementHtml(await browser.get(PROFILE), 'templates'))).toContain('Prima collega un numero');
    await connect();
    const before = await block(shop);
    expect(before).toContain('Ci confermi l’ordine?');
    expect(before).toContain('Crea i 2 modelli su Meta');
    const [first, second] = await Promise.all([create(shop), create(shop)]);
    expect(first.location).toBe(`${PROFILE}?done=flow_waits#templates-cod-confirmation`);
    expect(second.location).toBe(first.location);
    expect(await block(shop)).toMatch(/in attesa di Meta .*in attesa di Meta .*si attiva da solo/);
    expect((await tenant.as('GET', '/v1/flows/cod-confirmation')).body).toMatchObject({
      active: false,
      activate_when_ready: true,
    });

    const { accounts } = await app.state();
    const [one, two] = accounts[app.wabaId].templates;
    await app.change({
      templates: [
        { ...one, status: 'APPROVED' },
        { ...two, status: 'REJECTED', rejected_reason: 'PROMOTIONAL' },
      ],
    });
    await checkAgain();
    const rejected = await block(shop);
    expect(rejected).toContain('rifiutato');
    expect(rejected).toContain('Il testo fa pubblicità: togli offerte e sconti.');
    await app.change({ templates: [one, two].map((each) => ({ ...each, status: 'APPROVED' })) });
    await checkAgain();
    await until(async () => expect(await block(shop)).toContain('Il flusso è attivo.'));
    expect((await tenant.as('GET', '/v1/flows/cod-confirmation')).body.active).toBe(true);
  });

  test('that Meta does not take are told with what it answered, and nothing is lost', async () => {
    const shop = await start();
    const { app, connect } = shop;
    await connect();
    const { calls } = await app.state();
    // The flow's check lists the templates, then the request does.
    await app.configure({ failures: { [calls.length + 2]: 'http_500' } });
    const down = await create(shop);
    expect([down.status, down.text.includes('Ora Meta non risponde.')]).toEqual([422, true]);
    const at = (await app.state()).calls.length;
    const failures = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [at + 3 + i, { code: 368 }]));
    await app.configure({ failures });
    const refused = await create(shop, { when_ready: 'false' });
    expect(refused.status).toBe(200);
    const shown = visibleText(elementHtml(refused, 'templates-cod-confirmation', 'article'));
    expect(shown).toContain('non creato');
    await app.configure({ failures: {} });
    expect((await create(shop)).status).toBe(303);
  });
});
