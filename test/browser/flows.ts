import { expect } from 'vitest';
import { flowTexts } from '../../src/pages/flows/flow-texts.ts';
import { galleryTexts } from '../../src/pages/flows/gallery/gallery-texts.ts';
import { settingsTexts } from '../../src/pages/flows/settings/settings-texts.ts';
import { simulatorTexts } from '../../src/pages/flows/simulator/simulator-texts.ts';
import { READY_NAMES } from '../../src/pages/flows/words/flow-name.ts';
import type { Language, Visit } from './visit.ts';

const NAMES = READY_NAMES['cod-confirmation'];

/** Adds the ready flow for cash on delivery with Italian texts, changes a setting, and switches the flow on. */
export async function addFlow(visit: Visit, language: Language): Promise<void> {
  const { page } = visit;
  const [t, flow, settings] = [galleryTexts[language], flowTexts[language], settingsTexts[language]];
  await page.goto('/account/profile/flows');
  await visit.isWellMade();
  const add = language === 'it' ? t.add : t.addIn.it;
  await page
    .locator('#ready-cod-confirmation')
    .getByRole('button', { name: new RegExp(`^${add}`) })
    .first()
    .click();
  await page.getByRole('heading', { level: 1, name: NAMES[language] }).waitFor();
  // The chat follows what is typed.
  await page.locator('#setting_shop_name').fill('Bottega di Ada');
  await page
    .locator('#preview')
    .getByText(/Bottega di Ada/)
    .first()
    .waitFor();
  await visit.isWellMade();
  await page.locator('#setting_shop_name').fill('');
  await page.getByRole('button', { name: settings.save, exact: true }).click();
  await page.getByText(flow.done.same).waitFor();
  await page.getByRole('button', { name: settings.nextActivate, exact: true }).click();
  await page.getByText(flow.done.flow_on).waitFor();
  await page.locator('#diagram summary').click();
  await page
    .locator('#diagram img')
    .first()
    .evaluate((image: any) => image.decode());
  await visit.isWellMade();
}

/** Tries the flow in the chat: the customer says nothing at first, then confirms. */
export async function simulate(visit: Visit, language: Language): Promise<void> {
  const { page } = visit;
  const [t, flow] = [simulatorTexts[language], flowTexts[language]];
  await page.getByRole('link', { name: flow.page.try, exact: true }).click();
  const confirms = page.getByRole('button', { name: 'Sì, confermo' });
  await confirms.waitFor();
  await page.getByRole('button', { name: t.never }).click();
  await page.getByText(/ci manca ancora/).waitFor();
  await visit.picture('flow', page.locator('#simulator'));
  await confirms.click();
  await page.getByText(t.status.completed).waitFor();
  expect(await page.getByText(t.outcome).count()).toBeGreaterThan(0);
  await visit.isWellMade();
  await page.getByRole('link', { name: flow.page.history, exact: true }).click();
  await visit.isWellMade();
  await page.goto('/account/profile/flows');
  await page.locator('#flows').getByRole('link', { name: NAMES[language] }).first().click();
  await page.getByText(flow.noIssues).waitFor();
}
