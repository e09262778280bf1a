import { expect } from 'vitest';
import { eventually } from '../../scripts/local/api.ts';
import { flowTexts } from '../../src/pages/flows/flow-texts.ts';
import { galleryTexts } from '../../src/pages/flows/gallery/gallery-texts.ts';
import { settingsTexts } from '../../src/pages/flows/settings/settings-texts.ts';
import { phoneTexts } from '../../src/pages/flows/try/phone-texts.ts';
import { READY_NAMES } from '../../src/pages/flows/words/flow-name.ts';
import { labelTexts } from '../../src/pages/format/label-texts.ts';
import { homeTexts } from '../../src/pages/home/home-texts.ts';
import { layoutTexts } from '../../src/pages/layout/layout-texts.ts';
import { templateTexts } from '../../src/pages/set-up/templates/template-texts.ts';
import type { Merchant } from './merchant.ts';
import { confirm, openAtAnyHour, placeOrder } from './order.ts';
import { connectNumber, connectOwnSystem } from './set-up.ts';
import type { Language, Visit } from './visit.ts';

/** Opens the home page, checks how many steps are done, and follows the open one. */
async function nextStep(
  visit: Visit,
  language: Language,
  { done, step }: { done: number; step: keyof (typeof homeTexts)['en']['step'] },
): Promise<void> {
  const { page } = visit;
  const t = homeTexts[language];
  await page.getByRole('link', { name: layoutTexts[language].section.home, exact: true }).click();
  const start = page.locator('#start');
  await start.getByText(t.progress(done, 5)).waitFor();
  await visit.isWellMade();
  await start.getByRole('link', { name: t.step[step].action }).click();
}

/** Has the templates of the ready flow created and approved. */
async function createTemplates(visit: Visit, language: Language, merchant: Merchant): Promise<void> {
  const { page } = visit;
  const t = templateTexts[language];
  const templates = page.locator('#templates-cod-confirmation');
  // The flow is looked at before it is switched on.
  await templates.getByLabel(t.whenReady).uncheck();
  await templates.getByRole('button', { name: t.create(2) }).click();
  await templates.getByText(t.state.pending).first().waitFor();
  await visit.isWellMade();
  await merchant.approveTemplates();
  await eventually('the approved templates', async () => {
    await page.reload();
    return (await templates.getByText(t.state.approved, { exact: true }).count()) === 2 || null;
  });
  await visit.isWellMade();
}

/** Adds the ready flow as a draft, sends its first message to the merchant's own phone, and switches it on. */
async function switchOn(visit: Visit, language: Language, merchant: Merchant): Promise<void> {
  const { page } = visit;
  const [t, flow, phone] = [galleryTexts[language], flowTexts[language], phoneTexts[language]];
  const name = READY_NAMES['cod-confirmation'][language];
  await visit.isWellMade();
  const card = page.locator('#ready-cod-confirmation');
  await card.getByRole('button', { name: `${t.add} ${name}`, exact: true }).click();
  await page.getByText(flow.done.draft).waitFor();
  await visit.isWellMade();
  await page.getByRole('link', { name: settingsTexts[language].nextTry }).click();
  const form = page.locator('#phone');
  await form.getByLabel(phone.to).fill('+39 333 999 8877');
  await form.getByLabel(phone.own).check();
  await visit.isWellMade();
  const told = (await merchant.line.sent()).length;
  await form.getByRole('button', { name: phone.send }).click();
  await page.getByRole('heading', { name: phone.sentTitle }).waitFor();
  await eventually('the trial', async () => (await merchant.line.sent())[told] ?? null);
  await visit.isWellMade();
  await page.getByRole('button', { name: flow.activate, exact: true }).click();
  await page.getByText(flow.done.flow_on).waitFor();
  await visit.isWellMade();
}

/** Walks from an account with nothing to the first order that a flow brings to its end. */
export async function setUpFirstFlow(visit: Visit, language: Language, merchant: Merchant): Promise<void> {
  const { page } = visit;
  const words = labelTexts[language];
  await nextStep(visit, language, { done: 0, step: 'store' });
  await connectOwnSystem(visit, language, merchant);
  await nextStep(visit, language, { done: 1, step: 'whatsapp' });
  await connectNumber(visit, language, merchant);
  // Its test message is the trial.
  await nextStep(visit, language, { done: 3, step: 'templates' });
  await createTemplates(visit, language, merchant);
  await nextStep(visit, language, { done: 4, step: 'flow' });
  await switchOn(visit, language, merchant);
  await page.getByRole('link', { name: layoutTexts[language].section.home, exact: true }).click();
  await page.locator('#needs').getByText(homeTexts[language].nothing).waitFor();
  expect(await page.locator('#start').count()).toBe(0);
  await visit.isWellMade();

  await openAtAnyHour(merchant);
  const told = (await merchant.line.sent()).length;
  const { requestId } = await placeOrder(merchant, []);
  await eventually('the question', async () => (await merchant.line.sent())[told] ?? null);
  await page.getByRole('link', { name: layoutTexts[language].section.requests, exact: true }).click();
  await page.locator(`a[href$="${requestId}"]`).waitFor();
  await visit.isWellMade();
  await page.locator(`a[href$="${requestId}"]`).click();
  const story = page.locator('#story');
  await story.getByText(words.waitingFor.reply).first().waitFor();
  await confirm(merchant, told);
  await story.locator('.state.done', { hasText: words.state.completed }).waitFor();
  await visit.isWellMade();
}
