import type { Page } from 'playwright-core';

/** Opens what a phone shows under the last entry of the navigation; a wide screen shows it all. */
export async function openMore(page: Page): Promise<void> {
  const more = page.locator('.nav-more summary');
  if (await more.isVisible()) await more.click();
}
