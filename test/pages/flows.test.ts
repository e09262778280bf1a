import { beforeAll, describe, expect, test } from 'vitest';
import templates from '../../flows/templates.json';
import codFlow from '../support/cod-flow.json';
import { flowPage, flowShop } from '../support/flow-shop';
import { elementHtml, visibleText } from '../support/page-text';
import { newScene, type Scene } from '../support/scene';
import { type Browser, signedInBrowser } from '../support/signed-in-browser';

const READY = [
  'cod-confirmation',
  'address-check',
  'delivery-failed',
  'shipping-notice',
  'ready-for-pickup',
  'review',
  'opt-in',
];
const front = (browser: Browser) => browser.get('/account/profile/flows');
const add = (browser: Browser, key: string, fields: Record<string, string> = {}) =>
  browser.post(`/account/profile/ready-flows/${key}`, fields);

describe('ready flows', () => {
  test('each is added with its button, and its card then says so', async () => {
    const { browser } = await flowShop();
    const before = visibleText(elementHtml(await front(browser), 'flows'));
    expect(before).toContain('There are no flows yet');
    for (const key of READY) {
      await front(browser);
      const added = await add(browser, key);
      // A review flow is active once it has its link.
      const isActive = key !== 'review';
      const done = isActive ? 'flow_added' : 'saved';
      expect([key, added.status, added.location]).toEqual([key, 303, `/account/profile/flows/${key}?done=${done}`]);
      const shown = visibleText((await browser.get(added.location ?? '')).text);
      expect(shown).toContain(isActive ? 'Flow saved and activated.' : 'review_link');
      expect(shown.includes('No problems found in this version'), key).toBe(isActive);
    }
    const after = await front(browser);
    for (const key of READY)
      expect(visibleText(elementHtml(after, `ready-${key}`, 'article'))).toContain('Already added, unchanged.');
    expect(elementHtml(after, 'flows')).not.toContain('<button');
    expect(visibleText(elementHtml(after, 'flows'))).toContain(
      'Confirm orders paid on delivery a new order arrives 1 active',
    );
  });

  test('templates missing from the number are listed with the flow in both languages, and nothing is saved', async () => {
    const scene = await newScene();
    await scene.configureMeta({ templates: templates.data.slice(0, 1) });
    for (const [language, told, way] of [
      ['en', 'Step remind : Your number has no template cod_order_reminder (it): create it on Meta.', 'Go to WhatsApp'],
      [
        'it',
        'Passo remind : Il tuo numero non ha il modello cod_order_reminder (it): crealo su Meta.',
        'Vai a WhatsApp',
      ],
    ] as const) {
      const refused = await add(await signedInBrowser(scene, language), 'cod-confirmation');
      expect(refused.status).toBe(422);
      const card = elementHtml(refused, 'ready-cod-confirmation', 'article');
      expect(visibleText(card)).toContain(`${told} ${way} /steps/7/template/name`);
      expect(card).toContain('href="/account/profile#whatsapp"');
      expect(visibleText(elementHtml(refused, 'ready-review', 'article'))).not.toContain('template');
    }
    expect((await scene.as('GET', '/v1/flows/cod-confirmation')).status).toBe(404);
  });

  test('a flow is saved even without a number or a store, and its page shows what is missing', async () => {
    const { scene, browser } = await flowShop('it');
    await scene.as('DELETE', `/v1/channels/${scene.channelId}`);
    await scene.as('DELETE', `/v1/stores/${scene.storeId}`);
    expect((await add(browser, 'cod-confirmation')).status).toBe(303);
    const shown = elementHtml(await flowPage(browser), 'findings');
    expect(visibleText(shown)).toContain('Passo order : Non c’è ancora un negozio');
    expect(visibleText(shown)).toContain('Non c’è un numero da cui inviare');
    expect(shown).toContain('href="/account/profile#shopify"');
    expect(shown).toContain('href="/account/profile#whatsapp"');
  });

  test("a merchant's own flow with the same key is replaced only if unchanged since it was shown, and stays active or inactive", async () => {
    const { scene, browser } = await flowShop();
    await scene.saveFlow({ ...codFlow, name: 'Mine' }, 'cod-confirmation');
    const seen = await front(browser);
    expect(visibleText(elementHtml(seen, 'ready-cod-confirmation', 'article'))).toContain('Your flow is different.');
    await scene.saveFlow({ ...codFlow, name: 'Mine, anew' }, 'cod-confirmation');
    await scene.as('PATCH', '/v1/flows/cod-confirmation', { active: false });
    const late = await add(browser, 'cod-confirmation');
    expect(late.status).toBe(422);
    expect(visibleText(elementHtml(late, 'ready-cod-confirmation', 'article'))).toContain(
      'This flow was saved again in the meantime',
    );
    expect((await scene.as('GET', '/v1/flows/cod-confirmation')).body).toMatchObject({
      name: 'Mine, anew',
      version: 2,
    });

    await front(browser);
    const replaced = await add(browser, 'cod-confirmation');
    expect(replaced.location).toBe('/account/profile/flows/cod-confirmation?done=saved');
    expect((await scene.as('GET', '/v1/flows/cod-confirmation')).body).toMatchObject({
      name: codFlow.name,
      version: 3,
      active: false,
    });
    // A button that is pressed twice sends the same form again.
    expect((await add(browser, 'cod-confirmation')).status).toBe(303);
    expect((await scene.as('GET', '/v1/flows/cod-confirmation')).body.version).toBe(3);
    expect((await add(browser, 'nowhere')).status).toBe(404);
  });
});

describe('the page of a flow', () => {
  let scene: Scene;
  let browser: Browser;
  beforeAll(async () => {
    ({ scene, browser } = await flowShop());
    await scene.saveFlow(codFlow, 'cod-confirmation');
  });

  test('deactivates and activates the flow', async () => {
    const path = '/account/profile/flows/cod-confirmation';
    expect(visibleText((await flowPage(browser)).text)).toContain('Status active Deactivate');
    expect((await browser.post(`${path}/active`)).location).toBe(`${path}?done=flow_off`);
    expect((await scene.as('GET', '/v1/flows/cod-confirmation')).body.active).toBe(false);
    expect(visibleText((await flowPage(browser, 'cod-confirmation', '?done=flow_off')).text)).toContain(
      'Status not active Activate',
    );
    expect((await browser.post(`${path}/active`)).location).toBe(`${path}?done=flow_on`);
    expect((await scene.as('GET', '/v1/flows/cod-confirmation')).body.active).toBe(true);
    expect((await browser.post(`${path}/active`, { active: 'perhaps' })).status).toBe(422);
    expect((await browser.post('/account/profile/flows/nowhere/active', { active: 'false' })).status).toBe(404);
  });

  test('shows what each version changed, and each version on its own', async () => {
    await scene.saveFlow({ name: 'Prima', steps: [{ id: 'done', do: 'end', outcome: 'ok' }] }, 'versioned');
    await scene.saveFlow(
      {
        name: 'Dopo',
        steps: [
          { id: 'pause', do: 'wait', for: '1h' },
          { id: 'done', do: 'end', outcome: 'fatto' },
        ],
      },
      'versioned',
    );
    const versions = visibleText(elementHtml(await flowPage(browser, 'versioned'), 'versions'));
    expect(versions).toMatch(/Version 2 current shown here .* 3 differences from the one before/);
    expect(versions).toContain('The flow itself /name before: Prima now: Dopo');
    expect(versions).toContain('Step added: pause Step changed: done /steps/1/outcome before: ok now: fatto');
    expect(versions).toMatch(/Version 1 .* First version/);

    const first = await flowPage(browser, 'versioned', '?version=1');
    expect(visibleText(first.text)).toContain('You are viewing version 1. The current one is 2.');
    expect(first.text).toContain('diagram.svg?version=1"');
    expect(first.text).not.toContain('id="simulator"');

    for (let i = 3; i <= 12; i += 1) {
      await scene.saveFlow({ name: `n${i}`, steps: [{ id: 'done', do: 'end', outcome: 'ok' }] }, 'versioned');
    }
    const many = elementHtml(await flowPage(browser, 'versioned'), 'versions');
    expect(many.match(/>Version \d+</g)).toHaveLength(10);
    expect(many).toContain('href="/account/profile/flows/versioned?before=3#versions"');
    const older = visibleText(elementHtml(await flowPage(browser, 'versioned', '?before=3'), 'versions'));
    expect(older).toMatch(/Version 2 .* 3 differences .* Version 1 .* First version$/);
  });

  test('shows the diagram with counts in the language of the page, and as a list', async () => {
    await scene.saveFlow(
      {
        steps: [
          { id: 'which', do: 'branch', cases: [{ when: 'variables.vip', goto: 'gift' }] },
          { id: 'plain', do: 'end', outcome: 'plain' },
          { id: 'gift', do: 'end', outcome: 'gift' },
        ],
      },
      'counted',
    );
    for (const vip of [true, true, false]) {
      await scene.waitForStatus(await scene.start('counted', { variables: { vip } }), 'completed');
    }
    const shown = await flowPage(browser, 'counted');
    const [, source = '', width, height] =
      /<img src="([^"]+)" alt="[^"]+" width="(\d+)" height="(\d+)"/.exec(shown.text) ?? [];
    const svg = await browser.get(source);
    expect([svg.status, svg.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    expect(svg.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    const [, wide, high] = /<svg [^>]*width="([\d.]+)" height="([\d.]+)"/.exec(svg.text) ?? [];
    expect([Math.ceil(Number(wide)), Math.ceil(Number(high))]).toEqual([Number(width), Number(height)]);
    expect(svg.text).toContain('3 runs in the last 30 days');
    expect(svg.text).toContain('variables.vip  2×');
    const list = visibleText(shown.text);
    expect(list).toContain('3 runs in the last 30 days');
    expect(list).toContain('which · Decision to plain : otherwise (1 run) to gift : variables.vip (2 runs)');

    const italian = await signedInBrowser(scene, 'it');
    expect((await italian.get(source)).text).toContain('3 esecuzioni negli ultimi 30 giorni');
    expect(visibleText((await flowPage(italian, 'counted')).text)).toContain('a plain : altrimenti (1 esecuzione)');
    expect(shown.text).toContain('href="/account/profile/requests?flow=counted"');
  });

  test('shows current problems when the flow is checked again', async () => {
    const other = await flowShop();
    await other.scene.saveFlow(codFlow, 'cod-confirmation');
    expect(visibleText(elementHtml(await flowPage(other.browser), 'findings'))).toContain('No problems found');
    await other.scene.configureMeta({ templates: templates.data.filter(({ name }) => name !== 'cod_confirm') });
    const path = '/account/profile/flows/cod-confirmation/check';
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
    for (const path of ['nowhere', 'theirs', 'theirs/diagram.svg', 'cod-confirmation/diagram.svg?version=99']) {
      expect([path, (await browser.get(`/account/profile/flows/${path}`)).status]).toEqual([path, 404]);
    }
    for (const version of ['99', '0', '-1', 'x', '1e3', '99999999999999999999', "1'"]) {
      expect((await flowPage(browser, 'cod-confirmation', `?version=${version}`)).status).toBe(404);
      expect((await flowPage(browser, 'cod-confirmation', `?before=${version}`)).status).toBe(
        /^99$/.test(version) ? 200 : 404,
      );
    }
    await flowPage(browser);
    for (const form of ['active', 'check', 'simulate']) {
      const sent = await browser.post(`/account/profile/flows/theirs/${form}`, { active: 'false' });
      expect([form, sent.status]).toEqual([form, 404]);
    }
    expect((await other.as('GET', '/v1/flows/theirs')).body.active).toBe(true);
  });

  test('lets a read-only key see everything and change nothing', async () => {
    const { body } = await scene.as('POST', '/v1/keys', { name: 'r', scopes: ['settings:read'] });
    const reader = await signedInBrowser({ key: body.api_key });
    const shown = await flowPage(reader);
    expect(shown.text).not.toContain('/active"');
    expect(shown.text).not.toContain('/account/profile/requests?flow=');
    expect((await reader.post('/account/profile/flows/cod-confirmation/active', { active: 'false' })).status).toBe(403);
    expect(elementHtml(await front(reader), 'flows')).not.toContain('<button');
    expect((await add(reader, 'review')).status).toBe(403);
    expect((await scene.as('GET', '/v1/flows/review')).status).toBe(404);
    expect((await reader.post('/account/profile/flows/cod-confirmation/simulate')).status).toBe(200);
  });

  test('ignores a form from another session or without one', async () => {
    const others = await signedInBrowser(scene);
    const theirs = /name="form_token" value="([^"]+)"/.exec((await front(others)).text)?.[1] ?? '';
    await flowPage(browser);
    for (const form_token of [theirs, '', 'x']) {
      for (const path of ['flows/cod-confirmation/active', 'flows/cod-confirmation/simulate', 'ready-flows/review']) {
        const sent = await browser.post(`/account/profile/${path}`, { form_token, active: 'false' });
        expect([path, sent.status]).toEqual([path, 403]);
      }
    }
    expect((await scene.as('GET', '/v1/flows/cod-confirmation')).body.active).toBe(true);
    expect((await scene.as('GET', '/v1/flows/review')).status).toBe(404);
  });
});
