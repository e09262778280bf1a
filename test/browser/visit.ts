import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { axeFindings } from '../support/node/chromium.ts';

export type Language = 'it' | 'en';
export type Device = 'phone' | 'desktop';

const LOCALES = { it: 'it-IT', en: 'en-GB' };
const WIDTHS = { phone: { width: 390, height: 844 }, desktop: { width: 1_280, height: 900 } };
/** `npm run test:browser` renews the pictures of the guides; other runs write to .local. */
const ROOT = join(import.meta.dirname, '../..');
const PICTURES = join(ROOT, process.env.BROWSER === 'required' ? 'docs/pictures' : '.local/pictures');

const pictures = new Map<string, Buffer>();

/** Writes the pictures that were taken. Not while the Worker runs: wrangler builds it again when a file of the guides changes. */
export function savePictures(): void {
  mkdirSync(PICTURES, { recursive: true });
  for (const [name, picture] of pictures) writeFileSync(join(PICTURES, name), picture);
}

export type Visit = {
  context: BrowserContext;
  page: Page;
  /** Checks that the page is accessible, not wider than the screen, and logs no error. */
  isWellMade: () => Promise<void>;
  /** Drops the logged errors with a text: a refusal that the walk has caused. */
  forgive: (text: string) => void;
  /** Takes a screenshot of a part of the page for the guides. */
  picture: (name: string, part: Locator) => Promise<void>;
};

/** Opens a browser window in one language and on one device. */
export async function visit(
  browser: Browser,
  {
    url,
    language,
    device,
    javaScript = true,
  }: { url: string; language: Language; device: Device; javaScript?: boolean },
): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: url,
    locale: LOCALES[language],
    viewport: WIDTHS[device],
    javaScriptEnabled: javaScript,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.setDefaultTimeout(20_000);
  return {
    context,
    page,
    async isWellMade() {
      expect(await axeFindings(page), page.url()).toEqual([]);
      const tooWide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(tooWide, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(0);
      expect(complaints, page.url()).toEqual([]);
    },
    forgive(text) {
      for (const [i, complaint] of [...complaints.entries()].toReversed()) {
        if (complaint.includes(text)) complaints.splice(i, 1);
      }
    },
    async picture(name, part) {
      if (device !== 'desktop') return;
      pictures.set(`${name}.${language}.png`, await part.screenshot({ animations: 'disabled' }));
    },
  };
}
