import type { Visit } from './visit.ts';

const PATHS = ['home', 'shipments', 'requests', 'flows', 'developers'];

/** Checks the pages that a day's work begins with, and what a phone shows under the last entry of its navigation. */
export async function lookAround({ page, isWellMade }: Visit): Promise<void> {
  for (const path of PATHS) {
    await page.goto(`/account/profile/${path}`);
    const more = page.locator('.nav-more summary');
    if (await more.isVisible()) await more.click();
    await isWellMade();
  }
}
