import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { startWorld, type World } from '../../scripts/local/world.ts';
import { chromiumPath, openChromium } from '../support/node/chromium.ts';

describe.runIf(chromiumPath() !== null)('the API reference in a browser', () => {
  let world: World;
  let browser: Browser;
  beforeAll(async () => {
    [world, browser] = await Promise.all([startWorld({ cronMs: 60_000 }), openChromium()]);
    return async () => {
      await browser.close();
      await world.stop();
    };
  });

  test.each([1_280, 390])('shows every operation at %i px, without external requests or errors', async (width) => {
    const { url } = world.worker();
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const errors: string[] = [];
    const origins = new Set<string>();
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => {
      // Chromium requests a default icon that the page does not declare.
      if (message.type() === 'error' && message.location().url !== `${url}/favicon.ico`) errors.push(message.text());
    });
    const open = new Set<object>();
    page.on('request', (request) => {
      open.add(request);
      if (request.url().startsWith('http')) origins.add(new URL(request.url()).origin);
    });
    for (const end of ['requestfinished', 'requestfailed'] as const) {
      page.on(end as 'requestfinished', (request) => void open.delete(request));
    }
    await page.goto(`${url}/docs`);
    await page.getByRole('heading', { name: 'operations' }).first().waitFor();
    await page.getByText('/v1/createRequest').first().waitFor();
    await expect.poll(() => open.size).toBe(0);
    expect([...origins]).toEqual([new URL(url).origin]);
    expect(errors).toEqual([]);
    const tooWide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(tooWide).toBeLessThanOrEqual(0);
    await page.close();
  });
});
