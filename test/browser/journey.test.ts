import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, type World } from '../../scripts/local/world.ts';
import { chromiumPath, isBrowserRequired, openChromium } from '../support/node/chromium.ts';
import { newMerchant } from './merchant.ts';
import { connectNumber, connectOwnSystem, connectShop, makeKey, signIn } from './set-up.ts';
import { type Device, type Language, visit } from './visit.ts';

const WAYS: [Language, Device][] = [
  ['it', 'desktop'],
  ['en', 'desktop'],
  ['it', 'phone'],
  ['en', 'phone'],
];
const canRun = chromiumPath() !== null;
if (!canRun)
  console.warn('No Chromium here: what the pages are like in a browser is not tested (npm run test:browser)');

test.runIf(isBrowserRequired())('there is a Chromium', () => expect(chromiumPath()).not.toBeNull());

describe.runIf(canRun)('in a browser', () => {
  let world: World;
  let browser: Browser;
  beforeAll(async () => {
    [world, browser] = await Promise.all([startWorld({ cronMs: 1_000 }), openChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  });

  test.each(WAYS)('a merchant sets up everything, in %s on a %s', async (language, device) => {
    const merchant = await newMerchant(world);
    const seen = await visit(browser, { url: world.worker().url, language, device });
    await signIn(seen, language, merchant);
    await makeKey(seen, language);
    await connectShop(seen, language, merchant);
    await connectNumber(seen, language, merchant);
    await connectOwnSystem(seen, language, merchant);
    await seen.context.close();
  });
});
