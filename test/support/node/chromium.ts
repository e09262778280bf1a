import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';

const CHROMIUM_PATHS = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Returns the path of Chromium on this machine, or null. */
export const chromiumPath = (): string | null =>
  CHROMIUM_PATHS.find((place): place is string => place !== undefined && existsSync(place)) ?? null;

/** Whether tests fail instead of being skipped if there is no Chromium (`npm run test:browser`). */
export const isBrowserRequired = (): boolean => process.env.BROWSER === 'required';

export const openChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath() ?? undefined,
    // Chromium's sandbox does not work for root in a container; the pages are our own.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = {
  light: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  // Dark mode changes nothing but colours, and only these rules are about them.
  dark: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
};

/** Returns the issues that axe finds in the current page in light mode, and those of its colours in dark mode. */
export async function axeFindings(page: Page): Promise<string[]> {
  const all: string[] = [];
  // Not as a script element: the page's CSP would block it.
  await page.evaluate(AXE);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const options = { runOnly: RULES[colorScheme], resultTypes: ['violations'] };
    const found: any = await page.evaluate(`axe.run(${JSON.stringify(options)})`);
    for (const { id, nodes } of found.violations) {
      all.push(...nodes.map((node: any) => `${colorScheme} ${id}: ${node.html.slice(0, 200)} ${node.failureSummary}`));
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  return all;
}
