import { gzipSync } from 'node:zlib';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { startWorld } from '../scripts/local/world.ts';
import { newMerchant } from '../test/browser/merchant.ts';
import { openChromium } from '../test/support/node/chromium.ts';
import { percentile } from './support/load.ts';

/*
 * How soon a merchant sees the first page, and whether it moves under their eyes, on a phone over a throttled network; beside
 * it, in the same run, a floor: the smallest page that this server gives, `/healthz`.
 */
const VISITS = 10;
const TARGET_MS = 1_000;
/** Chromium's own profiles. */
const NETWORKS = {
  'fast 4G': { latency: 165, downloadThroughput: (9_000_000 * 0.9) / 8, uploadThroughput: (1_500_000 * 0.9) / 8 },
  'slow 4G': { latency: 563, downloadThroughput: (1_600_000 * 0.9) / 8, uploadThroughput: (750_000 * 0.9) / 8 },
};

const PAINTS = `new Promise((resolve) => {
  const seen = { largest: 0, shift: 0 };
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.largest = entry.startTime; })
    .observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.shift += entry.value; })
    .observe({ type: 'layout-shift', buffered: true });
  requestAnimationFrame(() => setTimeout(() => resolve(seen), 300));
})`;

/** Opens a page as somebody does who has never been there: nothing is cached. */
async function visit(page: Page, session: CDPSession, url: string): Promise<{ largest: number; shift: number }> {
  await session.send('Network.clearBrowserCache');
  await page.goto(url, { waitUntil: 'load' });
  return page.evaluate(PAINTS);
}

async function measure(browser: Browser, url: string, apiKey: string) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'it-IT' });
  const page = await context.newPage();
  await page.goto(`${url}/account/profile`);
  await page.locator('#api_key').fill(apiKey);
  await page.keyboard.press('Enter');
  await page.locator('#api').waitFor();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  for (const [name, network] of Object.entries(NETWORKS)) {
    await session.send('Network.emulateNetworkConditions', { offline: false, ...network });
    const [ours, floor]: [number[], number[]] = [[], []];
    let shift = 0;
    for (let i = 0; i < VISITS; i += 1) {
      const seen = await visit(page, session, `${url}/account/profile`);
      ours.push(seen.largest);
      shift = Math.max(shift, seen.shift);
      floor.push((await visit(page, session, `${url}/healthz`)).largest);
    }
    const [mine, least] = [percentile(ours, 0.5), percentile(floor, 0.5)];
    const held = mine < TARGET_MS;
    console.log(
      `${name}: largest paint ${Math.round(mine)} ms (target ${TARGET_MS} ms: ${held ? 'held' : 'missed'}), floor ${Math.round(least)} ms, ratio ${(mine / least).toFixed(2)}, layout shift ${shift}`,
    );
    if (!held) process.exitCode = 1;
  }
  await context.close();
}

async function sizes(browser: Browser, url: string, apiKey: string): Promise<void> {
  const context = await browser.newContext({ locale: 'it-IT' });
  const page = await context.newPage();
  const bytes = new Map<string, number>();
  page.on('response', async (response) => {
    if (response.status() === 200) bytes.set(new URL(response.url()).pathname, gzipSync(await response.body()).length);
  });
  await page.goto(`${url}/account/profile`);
  await page.locator('#api_key').fill(apiKey);
  await page.keyboard.press('Enter');
  await page.locator('#api').waitFor();
  await page.waitForLoadState('networkidle');
  const first = [...bytes].filter(([path]) => !path.endsWith('/sign-in'));
  for (const [path, size] of first) console.log(`${path}: ${size} bytes gzip`);
  console.log(`first page in all: ${first.reduce((sum, [, size]) => sum + size, 0)} bytes gzip`);
  await context.close();
}

const world = await startWorld({ cronMs: 5_000 });
const browser = await openChromium();
try {
  const merchant = await newMerchant(world);
  const { url } = world.worker();
  await sizes(browser, url, merchant.apiKey);
  await measure(browser, url, merchant.apiKey);
} finally {
  await browser.close();
  await world.stop();
}
