import { beforeAll, describe, expect, test } from 'vitest';
import englishTemplates from '../../flows/en/templates.json';
import templates from '../../flows/templates.json';
import codFlow from '../support/cod-flow.json';
import { flowPage, flowShop } from '../support/flow-shop';
import { elementHtml, visibleText } from '../support/page-text';
import { newScene, type Scene } from '../support/scene';
import { type Browser, signedInBrowser } from '../support/signed-in-browser';

const FLOWS = '/account/profile/flows';
const READY = [
  'cod-confirmation',
  'address-check',
  'delivery-failed',
  'shipping-notice',
  'ready-for-pickup',
  'review',
  'opt-in',
];
const front = (browser: Browser) => browser.get(FLOWS);
const add = (browser: Browser, key: string, fields: Record<string, string> = {}) =>
  browser.post(`/account/profile/ready-flows/${key}`, { language: 'it', over: '0', ...fields });
const card = async (browser: Browser, key: string) =>
  visibleText(elementHtml(await front(browser), `ready-${key}`, 'article'));
const switchOn = (browser: Browser, key: string) => browser.post(`${FLOWS}/${key}/active`, { active: 'true' });
const activeOf = async (scene: Scene, key: string) => (await scene.as('GET', `/v1/flows/${key}`)).body.active;
/** Names of the API, ids and Liquid, which a shop owner does not read. */
const RAW = /\{\{|\}\}|order\.created|order\.payment_method|send_message|get_object|on_timeout|==|settings\./;

describe('ready flows', () => {
  test('a card says in the language of the page what starts the flow and shows its chat, and adds it as a draft', async () => {
    const { scene, browser } = await flowShop();
    const italian = await signedInBrowser(scene, 'it');
    expect(visibleText(elementHtml(await front(browser), 'flows'))).toContain('There are no flows yet');
    expect(await card(browser, 'cod-confirmation')).toMatch(
      /Confirm orders paid on delivery Asks customers.*Starts when a new order arrives: only cash on delivery.*You: Hi Ada.*Customer: Yes, I confirm.* Add/,
    );
    expect(await card(italian, 'cod-confirmation')).toMatch(
      /Conferma ordini in contrassegno Chiede.*Parte quando arriva un nuovo ordine: solo contrassegno.*Tu: Ciao Ada.*Aggiungi/,
    );
    expect(await card(italian, 'address-check')).toContain(
      'solo ordini con un indirizzo di spedizione, esclusi i contrassegni',
    );
    expect(visibleText(elementHtml(await front(italian), 'ready'))).not.toMatch(RAW);

    for (const key of READY) {
      await front(browser);
      const added = await add(browser, key);
      expect([key, added.status, added.location]).toEqual([key, 303, `${FLOWS}/${key}/settings?done=draft`]);
      expect([key, await activeOf(scene, key)]).toEqual([key, false]);
      expect(await card(browser, key)).toMatch(/draft .*Already added\. Open/);
    }
    const shown = visibleText((await browser.get(`${FLOWS}/review/settings?done=draft`)).text);
    expect(shown).toContain('Added as a draft.');
    expect(shown).toContain('To switch it on, fill in: “Link to leave a review”.');
    expect(elementHtml(await front(browser), 'ready')).not.toContain('<button');

    await browser.get(`${FLOWS}/cod-confirmation`);
    expect((await switchOn(browser, 'cod-confirmation')).location).toBe(`${FLOWS}/cod-confirmation?done=flow_on`);
    expect(await activeOf(scene, 'cod-confirmation')).toBe(true);
    const refused = await switchOn(browser, 'review');
    expect([refused.status, await activeOf(scene, 'review')]).toEqual([422, false]);
    expect(visibleText(refused.text)).toContain('Link to leave a review : A required setting has no value');
  });

  test('a draft is set up before Meta has its templates, and switches itself on when they are approved', async () => {
    const { scene, browser } = await flowShop('it');
    await scene.configureMeta({ templates: templates.data.slice(0, 1) });
    await front(browser);
    expect((await add(browser, 'cod-confirmation')).status).toBe(303);
    const settings = `${FLOWS}/cod-confirmation/settings`;
    await browser.get(settings);
    const saved = await browser.post(settings, {
      'setting_remind_after.count': '12',
      'setting_remind_after.unit': 'h',
    });
    expect(saved.location).toBe(`${settings}?done=saved`);
    const findings = elementHtml(await flowPage(browser), 'findings');
    expect(visibleText(findings)).toContain(
      'Passo 8 (Messaggio al cliente): Il tuo numero non ha ancora il modello cod_order_reminder (it). Vai ai modelli',
    );
    expect(findings).toContain('href="/account/profile#templates"');
    expect((await switchOn(browser, 'cod-confirmation')).location).toBe(`${FLOWS}/cod-confirmation?done=flow_waits`);
    expect(await card(browser, 'cod-confirmation')).toContain('in attesa di Meta');
    expect(await activeOf(scene, 'cod-confirmation')).toBe(false);

    await scene.configureMeta({ templates: templates.data });
    await flowPage(browser);
    await browser.post(`${FLOWS}/cod-confirmation/check`);
    expect(await activeOf(scene, 'cod-confirmation')).toBe(true);
    expect(await card(browser, 'cod-confirmation')).toContain('attivo');
  });

  test('a flow is added without a number or a store, and its page shows what is missing', async () => {
    const { scene, browser } = await flowShop('it');
    await scene.as('DELETE', `/v1/channels/${scene.channelId}`);
    await scene.as('DELETE', `/v1/stores/${scene.storeId}`);
    await front(browser);
    expect((await add(browser, 'cod-confirmation')).status).toBe(303);
    const shown = elementHtml(await flowPage(browser), 'findings');
    expect(visibleText(shown)).toContain('Passo 1 (Lettura dell’ordine dal negozio): Non c’è ancora un negozio');
    expect(visibleText(shown)).toContain('Non c’è un numero da cui inviare');
    expect(shown).toContain('href="/account/profile#shopify"');
    expect(shown).toContain('href="/account/profile#whatsapp"');
  });

  test('replacing a flow asks first, says what changes, keeps the values of its settings and its state', async () => {
    const { scene, browser } = await flowShop();
    await scene.configureMeta({ templates: [...templates.data, ...englishTemplates.data] });
    await front(browser);
    await add(browser, 'cod-confirmation');
    await scene.as('PUT', '/v1/flows/cod-confirmation/settings', { remind_after: '12h' });
    expect(await card(browser, 'cod-confirmation')).toContain('Already added.');
    const { body: own } = await scene.as('GET', '/v1/flows/cod-confirmation');
    const steps = own.definition.steps.filter(({ id }: { id: string }) => id !== 'silence2');
    const answer2 = steps.find(({ id }: { id: string }) => id === 'answer2');
    answer2.on_timeout = 'silent';
    await scene.saveFlow({ ...own.definition, name: 'Mine', steps }, 'cod-confirmation');
    await scene.as('PATCH', '/v1/flows/cod-confirmation', { active: true });
    expect(await card(browser, 'cod-confirmation')).toContain('Yours is different from the ready-made one. Open');

    const path = '/account/profile/ready-flows/cod-confirmation';
    const asked = visibleText(elementHtml(await browser.get(`${path}/replace?texts=en`), 'replace'));
    expect(asked).toContain('Replace “Mine”?');
    expect(asked).toMatch(/Replies that mean yes: added «yes please».*Name: changed.*New step: Decide/);
    expect(asked).toContain('The texts of 2 messages change: Meta has to approve them');
    expect(asked).toContain('The flow stays switched on');
    expect(asked).not.toMatch(RAW);
    expect(asked).not.toContain('Remind after');
    // Somebody saves it while the question is open.
    await scene.saveFlow({ ...own.definition, name: 'Mine, anew', steps }, 'cod-confirmation');
    const late = await browser.post(path);
    expect([late.status, visibleText(late.text)]).toEqual([
      422,
      expect.stringContaining('saved again in the meantime'),
    ]);
    await browser.get(`${path}/replace?texts=en`);
    for (let press = 0; press < 2; press += 1) {
      expect((await browser.post(path)).location).toBe(`${FLOWS}/cod-confirmation?done=saved`);
      const { body: replaced } = await scene.as('GET', '/v1/flows/cod-confirmation');
      expect(replaced).toMatchObject({ name: 'Confirm orders paid on delivery', version: 5, active: true });
      expect(replaced.definition.values).toEqual({ remind_after: '12h' });
    }
    expect((await add(browser, 'nowhere')).status).toBe(404);
    expect((await browser.get('/account/profile/ready-flows/review/replace')).status).toBe(404);
  });
});

describe('the page of a flow', () => {
  let scene: Scene;
  let browser: Browser;
  beforeAll(async () => {
    ({ scene, browser } = await flowShop());
    await scene.saveFlow(codFlow, 'cod-confirmation');
  });

  test('says in words when it starts and what it does, without names of the API', async () => {
    const shown = visibleText((await flowPage(browser)).text);
    expect(shown).toContain('All flows Confirm orders paid on delivery active');
    expect(shown).toContain('Starts when a new order arrives Only if only cash on delivery Switch off');
    expect(shown).toContain(
      'Message to the customer Ciao [first name], confermi il tuo ordine di [total] in contrassegno? Confermo Annulla',
    );
    expect(shown).toContain('“Confermo”, says «sì», «sì grazie» or 11 more → step 6');
    expect(shown).toContain('no reply for 24 h → step 4');
    expect(shown).toContain('tags it «cod-confirmed»');
    const steps = visibleText(elementHtml(await flowPage(browser), 'steps'));
    expect(steps).not.toMatch(RAW);
    expect(steps).not.toMatch(/not_found|no_answer|CONFIRM\b/);
    await scene.saveFlow(
      {
        trigger: { on: 'order.paid', when: "order.total > 100 or order.note contains 'x'" },
        steps: [{ id: 'done', do: 'end', outcome: 'ok' }],
      },
      'own',
    );
    expect(visibleText((await flowPage(browser, 'own')).text)).toContain(
      'Only if total more than 100 or a custom condition',
    );
  });

  test('switches the flow off and on', async () => {
    const path = `${FLOWS}/cod-confirmation`;
    await flowPage(browser);
    expect((await browser.post(`${path}/active`)).location).toBe(`${path}?done=flow_off`);
    expect(await activeOf(scene, 'cod-confirmation')).toBe(false);
    const off = visibleText((await flowPage(browser, 'cod-confirmation', '?done=flow_off')).text);
    expect(off).toContain('draft Flow switched off; it goes on for orders in progress.');
    expect((await browser.post(`${path}/active`)).location).toBe(`${path}?done=flow_on`);
    expect(await activeOf(scene, 'cod-confirmation')).toBe(true);
    expect((await browser.post(`${path}/active`, { active: 'perhaps' })).status).toBe(422);
    expect((await browser.post(`${FLOWS}/nowhere/active`, { active: 'false' })).status).toBe(404);
  });

  test('the history says in words what each version changed and who saved it, and brings an earlier one back', async () => {
    const setting = { type: 'duration', label: { it: 'Promemoria dopo', en: 'Reminder after' }, default: '24h' };
    const end = { id: 'done', do: 'end', outcome: 'confirmed' };
    const first = {
      settings: { after: setting },
      steps: [{ id: 'pause', do: 'wait', for: '{{ settings.after }}' }, end],
    };
    await scene.saveFlow({ name: 'Prima', ...first }, 'versioned');
    await scene.as('PUT', '/v1/flows/versioned/settings', { after: '12h' });
    await scene.saveFlow(
      {
        name: 'Dopo',
        ...first,
        values: { after: '12h' },
        steps: [...first.steps.slice(0, 1), { ...end, outcome: 'refused' }],
      },
      'versioned',
    );
    const path = `${FLOWS}/versioned`;
    const history = async (query = '') =>
      visibleText(elementHtml(await browser.get(`${path}/history${query}`), 'versions'));
    expect(await history()).toMatch(
      /Version 3 current .* by the API key “first key” Name: changed Step changed: End: refused Version 2 .* Reminder after: 24 h → 12 h Restore Version 2 .* Version 1 .* First version/,
    );
    expect(visibleText(elementHtml(await browser.get(`${path}/restore/3`), 'restore'))).toContain(
      'nothing would change',
    );
    const asked = elementHtml(await browser.get(`${path}/restore/1`), 'restore');
    expect(visibleText(asked)).toMatch(
      /Restore version 1\? .*Reminder after: 12 h → 24 h Name: changed Step changed: End: confirmed/,
    );
    expect((await scene.as('GET', '/v1/flows/versioned')).body.version).toBe(3);

    // Another tab saves first: nothing is restored before the merchant has seen what changes now.
    await scene.as('PUT', '/v1/flows/versioned/settings', { after: '6h' });
    const late = await browser.post(`${path}/restore/1`);
    expect([late.status, visibleText(late.text)]).toEqual([409, expect.stringContaining('Reminder after: 6 h → 24 h')]);
    await browser.get(`${path}/restore/1`);
    expect((await browser.post(`${path}/restore/1`)).location).toBe(`${path}/history?done=restored`);
    const { body } = await scene.as('GET', '/v1/flows/versioned');
    expect(body).toMatchObject({ version: 5, name: 'Prima', active: true });
    expect((await scene.as('GET', '/v1/flows/versioned/settings')).body.after).toBe('24h');

    const older = await flowPage(browser, 'versioned', '?version=3');
    expect(visibleText(older.text)).toContain('You are viewing version 3. The current one is 5.');
    for (let i = 6; i <= 12; i += 1) await scene.saveFlow({ ...first, name: `n${i}` }, 'versioned');
    expect((await history()).match(/Version \d+ /g)?.length).toBeGreaterThan(9);
    expect((await browser.get(`${path}/history`)).text).toContain('history?before=3#versions');
    expect(await history('?before=3')).toMatch(/Version 2 .* 24 h → 12 h .* Version 1 .* First version/);

    // A version that no longer works here.
    await scene.saveFlow({ channel: scene.channelId, steps: [end] }, 'gone');
    await scene.saveFlow({ steps: [end] }, 'gone');
    const channel = await scene.as('DELETE', `/v1/channels/${scene.channelId}`);
    expect(channel.status).toBeLessThan(300);
    await browser.get(`${FLOWS}/gone/restore/1`);
    const refused = await browser.post(`${FLOWS}/gone/restore/1`);
    expect([refused.status, visibleText(refused.text)]).toEqual([422, expect.stringContaining('no longer works here')]);
  });

  test('shows the diagram in words with counts, in the colours of the page', async () => {
    await scene.saveFlow(
      {
        settings: { gift: { type: 'boolean', label: { it: 'Con regalo', en: 'With a gift' }, default: true } },
        steps: [
          { id: 'which', do: 'branch', cases: [{ when: 'settings.gift', goto: 'gift' }] },
          { id: 'plain', do: 'end', outcome: 'confirmed' },
          { id: 'gift', do: 'end', outcome: 'no_contact' },
        ],
      },
      'counted',
    );
    for (let i = 0; i < 2; i += 1) await scene.waitForStatus(await scene.start('counted'), 'completed');
    const shown = await flowPage(browser, 'counted');
    const [, source = '', width, height] =
      /<img src="([^"]+)" alt="[^"]+" loading="lazy" width="(\d+)" height="(\d+)"/.exec(shown.text) ?? [];
    const svg = await browser.get(source);
    expect([svg.status, svg.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    expect(svg.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    const [, wide, high] = /<svg [^>]*width="([\d.]+)" height="([\d.]+)"/.exec(svg.text) ?? [];
    expect([Math.ceil(Number(wide)), Math.ceil(Number(high))]).toEqual([Number(width), Number(height)]);
    expect(svg.text).toContain('2 runs in the last 30 days');
    expect(svg.text).toContain('“With a gift” is on  2×');
    expect(svg.text).not.toMatch(/which|settings\.gift|font-size="1[01]" fill="#1c/);
    expect((await browser.get(`${source}&look=dark`)).text).toContain('fill="#191f1b"');
    expect(visibleText(elementHtml(shown, 'steps'))).toContain('“With a gift” is on → step 3 · 2 orders');
    const italian = await signedInBrowser(scene, 'it');
    expect((await italian.get(source)).text).toContain('«Con regalo»: sì');
    expect(shown.text).toContain('href="/account/profile/requests?flow=counted"');
  });

  test('shows current problems when the flow is checked again', async () => {
    const other = await flowShop();
    await other.scene.saveFlow(codFlow, 'cod-confirmation');
    expect(visibleText(elementHtml(await flowPage(other.browser), 'findings'))).toContain('No problems found');
    await other.scene.configureMeta({ templates: templates.data.filter(({ name }) => name !== 'cod_confirm') });
    const path = `${FLOWS}/cod-confirmation/check`;
    const checked = await other.browser.post(path);
    expect(visibleText(elementHtml(checked, 'findings'))).toContain('Your number has no template cod_confirm (it)');
    expect(visibleText(elementHtml(await flowPage(other.browser), 'findings'))).toContain(
      'Your number has no template cod_confirm (it)',
    );
    await other.scene.configureMeta({ token: 'another' });
    const unanswered = visibleText(elementHtml(await other.browser.post(path), 'findings'));
    expect(unanswered).toContain('We have not checked this template with Meta yet, or Meta did not respond.');
  });

  test('is 404 for an unknown flow or version, an invalid version and another account’s flow', async () => {
    const other = await newScene();
    await other.saveFlow({ steps: [{ id: 'done', do: 'end', outcome: 'ok' }] }, 'theirs');
    const pages = [
      '',
      '/settings',
      '/try',
      '/history',
      '/restore/1',
      '/diagram.svg',
      '/try/msg_00000000000000000000000000',
    ];
    for (const path of [
      'nowhere',
      ...pages.map((page) => `theirs${page}`),
      'cod-confirmation/diagram.svg?version=99',
    ]) {
      expect([path, (await browser.get(`${FLOWS}/${path}`)).status]).toEqual([path, 404]);
    }
    for (const version of ['99', '0', '-1', 'x', '1e3', '99999999999999999999', "1'"]) {
      expect((await flowPage(browser, 'cod-confirmation', `?version=${version}`)).status).toBe(404);
      expect((await browser.get(`${FLOWS}/cod-confirmation/restore/${version}`)).status).toBe(404);
      expect((await browser.get(`${FLOWS}/cod-confirmation/history?before=${version}`)).status).toBe(
        version === '99' ? 200 : 404,
      );
    }
    await flowPage(browser);
    for (const form of ['active', 'check', 'try', 'try/phone', 'settings', 'settings/preview', 'restore/1']) {
      const sent = await browser.post(`${FLOWS}/theirs/${form}`, { active: 'false' });
      expect([form, sent.status]).toEqual([form, 404]);
    }
    expect(await activeOf(other, 'theirs')).toBe(true);
  });

  test('lets a read-only key see everything and change nothing', async () => {
    const { body } = await scene.as('POST', '/v1/keys', { name: 'r', scopes: ['settings:read'] });
    const reader = await signedInBrowser({ key: body.api_key });
    const shown = await flowPage(reader);
    expect(shown.text).not.toContain('/active"');
    expect(shown.text).not.toContain('/account/profile/requests?flow=');
    expect(elementHtml(await front(reader), 'ready')).not.toContain('<button');
    await flowPage(reader);
    for (const form of ['active', 'settings', 'restore/1', 'try/phone']) {
      expect([form, (await reader.post(`${FLOWS}/cod-confirmation/${form}`, { active: 'false' })).status]).toEqual([
        form,
        403,
      ]);
    }
    expect((await add(reader, 'review')).status).toBe(403);
    expect((await scene.as('GET', '/v1/flows/review')).status).toBe(404);
    for (const page of ['settings', 'try', 'history']) {
      expect([page, (await reader.get(`${FLOWS}/cod-confirmation/${page}`)).status]).toEqual([page, 200]);
    }
    await reader.get(`${FLOWS}/cod-confirmation/try`);
    expect((await reader.post(`${FLOWS}/cod-confirmation/try`)).status).toBe(200);
  });

  test('ignores a form from another session or without one', async () => {
    const others = await signedInBrowser(scene);
    const theirs = /name="form_token" value="([^"]+)"/.exec((await front(others)).text)?.[1] ?? '';
    await flowPage(browser);
    const forms = ['active', 'try', 'try/phone', 'settings', 'settings/preview', 'restore/1'];
    for (const form_token of [theirs, '', 'x']) {
      for (const path of [...forms.map((form) => `flows/cod-confirmation/${form}`), 'ready-flows/review']) {
        const sent = await browser.post(`/account/profile/${path}`, { form_token, active: 'false' });
        expect([path, sent.status]).toEqual([path, 403]);
      }
    }
    expect(await activeOf(scene, 'cod-confirmation')).toBe(true);
    expect((await scene.as('GET', '/v1/flows/review')).status).toBe(404);
  });
});
