import { expect } from 'vitest';
import { READY_NAMES } from '../../src/pages/flows/flow-name.ts';
import { flowTexts } from '../../src/pages/flows/flow-texts.ts';
import { simulatorTexts } from '../../src/pages/flows/simulator/simulator-texts.ts';
import { flowsSectionTexts } from '../../src/pages/set-up/flows/flows-section-texts.ts';
import type { Language, Visit } from './visit.ts';

const NAMES = READY_NAMES['cod-confirmation'];

/** Adds the ready flow for cash on delivery and opens its page. */
export async function addFlow(visit: Visit, language: Language): Promise<void> {
  const { page } = visit;
  const t = flowsSectionTexts[language];
  await page.goto('/account/profile/flows');
  const card = page.locator('#flows article', { hasText: NAMES.it });
  await card.getByRole('button', { name: t.add.it }).first().click();
  await page.getByRole('heading', { level: 1, name: NAMES[language] }).waitFor();
  await page
    .locator('main img')
    .first()
    .evaluate((image: any) => image.decode());
  await visit.isWellMade();
}

/** Simulates the flow on an order that the customer confirms. */
export async function simulate(visit: Visit, language: Language): Promise<void> {
  const { page } = visit;
  const t = simulatorTexts[language];
  await page
    .getByLabel(t.choice)
    .first()
    .selectOption({ label: t.presses('Sì, confermo') });
  await page.getByRole('button', { name: t.submit }).click();
  await page.getByRole('heading', { name: t.result }).waitFor();
  await page
    .getByText(/Ci confermi l’ordine/)
    .first()
    .waitFor();
  expect(await page.getByText('confirmed').count()).toBeGreaterThan(0);
  await visit.isWellMade();
  await visit.picture('flow', page.getByRole('main'));
  await page.goto('/account/profile/flows');
  await page.locator('#flows').getByRole('link', { name: NAMES[language] }).first().click();
  await page.getByText(flowTexts[language].noIssues).waitFor();
}
