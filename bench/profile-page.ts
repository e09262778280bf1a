import type { Browser, CDPSession, Page } from 'playwright-core';
import { startWorld } from '../scripts/local/world.ts';
import { newMerchant } from '../test/browser/merchant.ts';
import { openChromium } from '../test/support/node/chromium.ts';
import { median } from './support/load.ts';
import { type Row, report } from './support/report.ts';

/*
 * The largest paint and the layout shift of a merchant's first page, on a phone over a throttled network, beside a floor in
 * the same run: the smallest page of this server, `/healthz`.
 */
const VISITS = Number(process.env.VISITS ?? 10);
const TARGET_MS = 1_000;
/** The network profiles of Chromium's developer tools. */
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

/** Opens a page with an empty cache. */
async function visit(page: Page, session: CDPSession, url: string): Promise<{ largest: number; shift: number }> {
  await session.send('Network.clearBrowserCache');
  await page.goto(url, { waitUntil: 'load' });
  return page.evaluate(PAINTS);
}

async function measure(browser: Browser, url: string, apiKey: string): Promise<Row[]> {
  const rows: Row[] = [];
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'it-IT' })).newPage();
  await page.goto(`${url}/account/profile`);
  await page.locator('#api_key').fill(apiKey);
  await page.keyboard.press('Enter');
  await page.locator('#whatsapp').waitFor();
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  for (const [name, network] of Object.entries(NETWORKS)) {
    await session.send('Network.emulateNetworkConditions', { offline: false, ...network });
    const [ours, floor]: [number[], number[]] = [[], []];
    let shift = 0;
    for (let i = 0; i < VISITS; i += 1) {
      const seen = await visit(page, session, `${url}/account/profile/home`);
      ours.push(seen.largest);
      shift = Math.max(shift, seen.shift);
      floor.push((await visit(page, session, `${url}/healthz`)).largest);
    }
    const [own, least] = [median(ours), median(floor)];
    const held = own < TARGET_MS;
    rows.push({
      network: name,
      'largest paint, ms': Math.round(own),
      'floor, ms': Math.round(least),
      ratio: (own / least).toFixed(2),
      'layout shift': shift,
      target: `< ${TARGET_MS} ms`,
    });
    if (!held) process.exitCode = 1;
  }
  await page.context().close();
  return rows;
}

const world = await startWorld({ cronMs: 5_000 });
const browser = await openChromium();
try {
  const merchant = await newMerchant(world);
  const { url } = world.worker();
  report('page', await measure(browser, url, merchant.apiKey), { visits: VISITS });
} finally {
  await browser.close();
  await world.stop();
}
