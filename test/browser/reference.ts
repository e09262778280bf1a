import type { Browser } from 'playwright-core';
import { expect } from 'vitest';

/** Checks that the API reference shows every operation at a width, without external requests or errors. */
export async function readReference(browser: Browser, url: string, width: number): Promise<void> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const errors: string[] = [];
  const origins = new Set<string>();
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) errors.push(message.text());
  });
  const open = new Map<object, string>();
  page.on('request', (request) => {
    open.set(request, request.url());
    if (request.url().startsWith('http')) origins.add(new URL(request.url()).origin);
  });
  for (const end of ['requestfinished', 'requestfailed'] as const) {
    page.on(end as 'requestfinished', (request) => void open.delete(request));
  }
  await page.goto(`${url}/docs`);
  await page.getByRole('heading', { name: 'operations' }).first().waitFor();
  await page.getByText('/v1/createRequest').first().waitFor();
  // A slow machine needs seconds to parse the script.
  await expect.poll(() => [...open.values()], { timeout: 20_000 }).toEqual([]);
  expect([...origins]).toEqual([new URL(url).origin]);
  expect(errors).toEqual([]);
  const tooWide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  expect(tooWide).toBeLessThanOrEqual(0);
  await page.close();
}
