import { openMore } from './open-more.ts';
import type { Visit } from './visit.ts';

const PATHS = ['home', 'shipments', 'requests', 'flows', 'developers'];

/** Checks the pages that a day's work begins with, and what a phone shows under the last entry of its navigation. */
export async function lookAround({ page, isWellMade }: Visit): Promise<void> {
  for (const path of PATHS) {
    await page.goto(`/account/profile/${path}`);
    await openMore(page);
    await isWellMade();
  }
}
