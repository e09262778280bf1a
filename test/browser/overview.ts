import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { homeTexts } from '../../src/pages/home/home-texts.ts';
import { layoutTexts } from '../../src/pages/layout/layout-texts.ts';
import { overviewTexts } from '../../src/pages/overview/overview-texts.ts';
import type { Language, Visit } from './visit.ts';

/** Checks the overview: charts, the tables behind them and a CSV file. */
export async function overview(visit: Visit, language: Language): Promise<void> {
  const { page } = visit;
  const t = overviewTexts[language];
  await page.getByRole('link', { name: layoutTexts[language].section.home }).click();
  await page.getByRole('link', { name: homeTexts[language].reports }).click();
  await page.getByRole('heading', { level: 1, name: layoutTexts[language].reports }).waitFor();
  for (const chart of await page.locator('svg.chart').all())
    expect((await chart.boundingBox())?.height).toBeGreaterThan(10);
  await visit.isWellMade();
  await visit.picture('overview', page.getByRole('main'));
  for (const table of await page.locator('main details > summary').all()) await table.click();
  await visit.isWellMade();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: t.csv }).first().click(),
  ]);
  const file = readFileSync(await download.path(), 'utf8');
  expect(file).toMatch(new RegExp(`^\ufeff"?${t.columns.day}"?[,;]"?${t.columns.orders}`));
}
