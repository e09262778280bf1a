import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../scripts/local/api.ts';
import { startWorld, type World } from '../../scripts/local/world.ts';
import { copyTexts } from '../../src/pages/components/copy-texts.ts';
import { composerTexts } from '../../src/pages/conversations/composer/composer-texts.ts';
import { layoutTexts } from '../../src/pages/layout/layout-texts.ts';
import { sessionTexts } from '../../src/pages/session/session-texts.ts';
import { apiTexts } from '../../src/pages/set-up/api/api-texts.ts';
import { disconnectTexts } from '../../src/pages/set-up/disconnect/disconnect-texts.ts';
import { setUpTexts } from '../../src/pages/set-up/set-up-texts.ts';
import { stepListTexts } from '../../src/pages/set-up/steps/step-list-texts.ts';
import { shopStepTexts } from '../../src/pages/set-up/stores/shop-step-texts.ts';
import { templateTexts } from '../../src/pages/set-up/templates/template-texts.ts';
import { channelStepTexts } from '../../src/pages/set-up/whatsapp/channel-step-texts.ts';
import { chromiumPath, isBrowserRequired, openChromium } from '../support/node/chromium.ts';
import { connect } from './connected.ts';
import { answerHandOver } from './conversations.ts';
import { mendUpdate } from './failed-update.ts';
import { setUpFirstFlow } from './first-flow.ts';
import { addFlow, simulate } from './flows.ts';
import { releaseParcel } from './held-parcel.ts';
import { lookAround } from './look-around.ts';
import { newMerchant } from './merchant.ts';
import { openMore } from './open-more.ts';
import { followOrder, playOrder } from './order.ts';
import { overview } from './overview.ts';
import { invitePerson, joinByInvitation } from './people.ts';
import { readReference } from './reference.ts';
import {
  checkKeysSection,
  connectNumber,
  connectOwnSystem,
  connectShop,
  fillNumber,
  fillShop,
  makeKey,
  signIn,
  untilDone,
} from './set-up.ts';
import { type Device, type Language, savePictures, visit } from './visit.ts';

const WAYS: [Language, Device][] = [
  ['it', 'desktop'],
  ['en', 'phone'],
  ['en', 'desktop'],
  ['it', 'phone'],
];
/** Returns in which ways a walk is made: `npm test` has ten minutes for everything, and takes those that other walks leave out. */
const waysOf = (...quick: number[]): [Language, Device][] =>
  isBrowserRequired() ? WAYS : WAYS.filter((_, i) => quick.includes(i));
/** The width of a key's last four characters beside a hostile name; negative if the text is reversed. */
const WIDTH_READ = `(() => {
  const row = [...document.querySelectorAll('#api li')].find(({ textContent }) => textContent.includes('onerror='));
  const text = row.querySelector('bdi + code').firstChild;
  const left = (at) => {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect().left;
  };
  return left(text.length - 1) - left(0);
})()`;
const canRun = chromiumPath() !== null;
if (!canRun) console.warn('Chromium not found: the browser tests are skipped (npm run test:browser requires them)');

test.runIf(isBrowserRequired())('there is a Chromium', () => expect(chromiumPath()).not.toBeNull());

describe.runIf(canRun)('in a browser', () => {
  let world: World;
  let browser: Browser;
  beforeAll(async () => {
    [world, browser] = await Promise.all([startWorld({ cronMs: 1_000 }), openChromium()]);
    return async () => {
      await browser.close();
      await world.stop();
      savePictures();
    };
  });

  const enter = async (language: Language, device: Device) => {
    const merchant = await newMerchant(world);
    const seen = await visit(browser, { url: world.worker().url, language, device });
    await signIn(seen, language, merchant);
    return { merchant, seen };
  };

  test.concurrent.each(waysOf(0))(
    'a merchant sets up everything and sees an order through, in %s on a %s',
    async (language, device) => {
      const { merchant, seen } = await enter(language, device);
      await makeKey(seen, language);
      await checkKeysSection(seen);
      await connectShop(seen, language, merchant);
      await connectNumber(seen, language, merchant);
      await connectOwnSystem(seen, language, merchant);
      await addFlow(seen, language);
      await simulate(seen, language);
      await playOrder(merchant);
      await followOrder(seen, language, merchant);
      await overview(seen, language);
      await lookAround(seen);
      await answerHandOver(seen, language, device, merchant);
      await seen.context.close();
    },
    300_000,
  );

  test.concurrent.each(waysOf(1))(
    'an invited administrator goes from nothing to the first order of a live flow, in %s on a %s',
    async (language, device) => {
      const merchant = await newMerchant(world, []);
      const { url } = world.worker();
      const owner = await visit(browser, { url, language, device });
      await signIn(owner, language, merchant);
      // Passkeys are for host names, not for addresses.
      const guest = await visit(browser, { url: url.replace('127.0.0.1', 'localhost'), language, device });
      const who = { name: 'Anna Rossi', email: 'anna@negozio.example', role: 'admin' } as const;
      await joinByInvitation(owner, guest, language, who);
      await setUpFirstFlow(guest, language, merchant);
      await Promise.all([owner.context.close(), guest.context.close()]);
    },
    300_000,
  );

  test.concurrent.each(waysOf(3))(
    'a failed update and a held parcel are dealt with from the home page, in %s on a %s',
    async (language, device) => {
      const { merchant, seen } = await enter(language, device);
      const shop = await connect(merchant);
      await mendUpdate(seen, language, shop);
      await releaseParcel(seen, language, shop);
      await seen.context.close();
    },
    300_000,
  );

  test.each(waysOf(2))(
    'a person comes in by an invitation and signs in with a passkey, in %s on a %s',
    async (language, device) => {
      const { seen } = await enter(language, device);
      // Passkeys are for host names, not for addresses.
      const url = world.worker().url.replace('127.0.0.1', 'localhost');
      const guest = await visit(browser, { url, language, device });
      await invitePerson(seen, guest, language);
      await Promise.all([seen.context.close(), guest.context.close()]);
    },
  );

  test.each([1_280, 390])(
    'the API reference shows every operation at %i px, without external requests or errors',
    (width) => readReference(browser, world.worker().url, width),
  );

  test('every page works without JavaScript', async () => {
    const merchant = await newMerchant(world);
    const { page, context } = await visit(browser, {
      url: world.worker().url,
      language: 'it',
      device: 'phone',
      javaScript: false,
    });
    await page.goto('/account/profile');
    await page.getByLabel(sessionTexts.it.key).fill(merchant.apiKey);
    await page.getByRole('button', { name: sessionTexts.it.submit }).click();
    await fillShop({ page }, 'it', merchant);
    await untilDone({ page }, 'it', shopStepTexts.it.webhooks.done);
    expect(await merchant.testNotification()).toBe(200);
    // Without JavaScript, a change is visible after a reload.
    const seen = `${shopStepTexts.it.orders.done} ${stepListTexts.it.state.done}`;
    await eventually('the webhook', async () => {
      await page.reload();
      return (await page.getByText(seen).count()) > 0 || null;
    });
    await fillNumber({ page }, 'it', merchant);
    await untilDone({ page }, 'it', channelStepTexts.it.registration.done);
    await page.locator('#other-templates > summary').click();
    const templates = page.locator('#templates-shipping-notice');
    await templates.getByRole('button', { name: templateTexts.it.create(2) }).click();
    await templates.getByText(templateTexts.it.waits).waitFor();
    await page.locator('#whatsapp').getByText(setUpTexts.it.otherSettings).click();
    await page.locator('#whatsapp').getByRole('link', { name: setUpTexts.it.disconnect }).click();
    await page.getByRole('button', { name: disconnectTexts.it.confirm }).click();
    await page.getByText(setUpTexts.it.done.disconnected).waitFor();
    await openMore(page);
    await page.getByRole('button', { name: layoutTexts.it.signOut }).click();
    await page.getByText(sessionTexts.it.out).waitFor();
    await context.close();
  });

  test('a customer is read and answered without JavaScript', async () => {
    const merchant = await newMerchant(world);
    const { number } = merchant;
    await merchant.as('POST', '/v1/channels', {
      name: 'WhatsApp',
      phone_number_id: number.id,
      waba_id: number.waba,
      access_token: number.token,
      app_secret: number.appSecret,
    });
    await merchant.line.reply({ from: '393330000001', name: 'Luca', text: 'Siete aperti?' });
    const { page, context } = await visit(browser, {
      url: world.worker().url,
      language: 'it',
      device: 'phone',
      javaScript: false,
    });
    await page.goto('/account/profile/conversations');
    await page.getByLabel(sessionTexts.it.key).fill(merchant.apiKey);
    await page.getByRole('button', { name: sessionTexts.it.submit }).click();
    await eventually('the conversation', async () => {
      await page.reload();
      return (await page.locator('.item', { hasText: 'Siete aperti?' }).count()) > 0 || null;
    });
    await page.locator('.item').click();
    await page.locator('#text').fill('Sì, fino alle 18.');
    await page.getByRole('button', { name: composerTexts.it.send, exact: true }).first().click();
    await page.locator('.msg.ours', { hasText: 'Sì, fino alle 18.' }).waitFor();
    expect((await merchant.line.sent()).map(({ body }) => body.text.body)).toEqual(['Sì, fino alle 18.']);
    await context.close();
  });

  test('after a sign-out, the back button shows no data and another tab cannot change anything', async () => {
    const { merchant, seen } = await enter('en', 'desktop');
    const { page, context } = seen;
    const tab = await context.newPage();
    await tab.goto('/account/profile/developers');
    await page.getByRole('button', { name: layoutTexts.en.signOut }).click();
    await page.getByText(sessionTexts.en.out).waitFor();
    await page.goBack();
    await page.getByLabel(sessionTexts.en.key).waitFor();
    expect(await page.getByText('Bottega Ada').count()).toBe(0);
    await tab.locator('summary', { hasText: apiTexts.en.make }).click();
    await tab.locator('#api').getByLabel(apiTexts.en.name, { exact: true }).fill('too late');
    await tab.locator('#api').getByLabel('requests:read').check();
    await tab.getByRole('button', { name: apiTexts.en.submit }).click();
    await tab.getByText(sessionTexts.en.unsent).waitFor();
    const keys = await merchant.as('GET', '/v1/keys');
    expect(keys.data.map(({ name }: any) => name)).not.toContain('too late');
    await context.close();
  });

  test('pressing a button twice performs its action once', async () => {
    const { merchant, seen } = await enter('en', 'desktop');
    const { page, context } = seen;
    await page.goto('/account/profile/developers');
    const section = page.locator('#api');
    await section.locator('summary', { hasText: apiTexts.en.make }).click();
    await section.getByLabel(apiTexts.en.name, { exact: true }).fill('twice');
    await section.getByLabel('requests:read').check();
    await section.getByRole('button', { name: apiTexts.en.submit }).dblclick();
    await page.locator('#made-key').waitFor();
    const keys = await merchant.as('GET', '/v1/keys');
    expect(keys.data.filter(({ name }: any) => name === 'twice')).toHaveLength(1);
    await context.close();
  });

  test('a rejected form scrolls to its error, wherever it is on the page', async () => {
    const { seen } = await enter('en', 'phone');
    const { page, context } = seen;
    await page.goto('/account/profile/developers');
    const section = page.locator('#api');
    await section.locator('summary', { hasText: apiTexts.en.make }).click();
    await section.getByLabel(apiTexts.en.name, { exact: true }).fill('without scopes');
    await section.getByRole('button', { name: apiTexts.en.submit }).click();
    await page.locator('[role="alert"]:focus', { hasText: apiTexts.en.scopes }).waitFor();
    await context.close();
  });

  // Not in the concurrent tests: all pages of a browser share one clipboard.
  test('a value is in the clipboard once its copy button says so', async () => {
    const { seen } = await enter('en', 'desktop');
    const { page, context } = seen;
    await makeKey(seen, 'en');
    await page.getByRole('button', { name: `${copyTexts.en.copy} ${apiTexts.en.made}` }).click();
    await page.getByRole('button', { name: `${copyTexts.en.copied} ${apiTexts.en.made}` }).waitFor();
    const copied = await page.evaluate('navigator.clipboard.readText()');
    expect(copied).toBe(await page.locator('#made-key').inputValue());
    await context.close();
  });

  test('hostile text is shown and never run, and cannot reverse the text around it', async () => {
    const merchant = await newMerchant(world);
    const name = `<img src=x onerror="document.title='run'"><script>document.title='run'</script>\u2069\u202e\u{1f600}`;
    await merchant.as('PATCH', '/v1/account', { name });
    await merchant.as('POST', '/v1/keys', { name });
    await merchant.as('POST', '/v1/stores', {
      name,
      kind: 'custom',
      get_object: { url: `${merchant.own.url}/getObject` },
    });
    const seen = await visit(browser, { url: world.worker().url, language: 'en', device: 'phone' });
    await signIn(seen, 'en', merchant);
    await seen.page.goto('/account/profile/developers');
    expect(await seen.page.getByText('onerror=').count()).toBeGreaterThanOrEqual(3);
    expect(await seen.page.title()).not.toContain('run');
    expect(await seen.page.evaluate<number>(WIDTH_READ)).toBeGreaterThan(0);
    await seen.isWellMade();
    await seen.context.close();
  });

  test('the first page is under 60 KiB gzip in total and its layout does not shift', async () => {
    const { seen } = await enter('it', 'phone');
    const { page, context } = seen;
    await page.goto('/account/profile/home', { waitUntil: 'load' });
    const shown = await page.evaluate<string[]>(
      `[location.href, ...performance.getEntriesByType('resource').map(({ name }) => name)]`,
    );
    expect(shown.map((url) => new URL(url).pathname)).toEqual(
      expect.arrayContaining(['/account/profile/home', '/profile.js']),
    );
    let size = 0;
    for (const url of new Set(shown)) size += gzipSync(await (await context.request.get(url)).body()).length;
    expect(size).toBeLessThan(60 * 1_024);
    const shift = await page.evaluate(
      `new Promise((resolve) => new PerformanceObserver((list) => resolve(list.getEntries().length))
        .observe({ type: 'layout-shift', buffered: true }) ?? requestAnimationFrame(() => setTimeout(() => resolve(0), 200)))`,
    );
    expect(shift).toBe(0);
    await context.close();
  });
});
