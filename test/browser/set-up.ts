import { expect } from 'vitest';
import { labelTexts } from '../../src/pages/format/label-texts.ts';
import { layoutTexts } from '../../src/pages/layout/layout-texts.ts';
import { sessionTexts } from '../../src/pages/session/session-texts.ts';
import { apiTexts } from '../../src/pages/set-up/api/api-texts.ts';
import { checkTexts } from '../../src/pages/set-up/checklists/check-texts.ts';
import { checklistTexts } from '../../src/pages/set-up/checklists/checklist-texts.ts';
import { setUpTexts } from '../../src/pages/set-up/set-up-texts.ts';
import { stepListTexts } from '../../src/pages/set-up/steps/step-list-texts.ts';
import { customStoreTexts } from '../../src/pages/set-up/stores/custom-store-texts.ts';
import { shopStepTexts } from '../../src/pages/set-up/stores/shop-step-texts.ts';
import { shopifyTexts } from '../../src/pages/set-up/stores/shopify-texts.ts';
import { channelStepTexts } from '../../src/pages/set-up/whatsapp/channel-step-texts.ts';
import { whatsappTexts } from '../../src/pages/set-up/whatsapp/whatsapp-texts.ts';
import type { Merchant } from './merchant.ts';
import type { Language, Visit } from './visit.ts';

type CheckName = keyof typeof checkTexts.en;

/** Waits until the step with this text is done, without reloading the page. */
export const untilDone = ({ page }: Pick<Visit, 'page'>, language: Language, text: string): Promise<void> =>
  page.getByText(`${text} ${stepListTexts[language].state.done}`, { exact: true }).first().waitFor();

/** Waits until a check of the own system works, without reloading the page. */
const untilPassed = ({ page }: Visit, language: Language, name: CheckName): Promise<void> =>
  page
    .getByText(`${checkTexts[language][name].passed} ${checklistTexts[language].status.passed}`, { exact: true })
    .first()
    .waitFor();

export async function signIn(
  { page, isWellMade, picture }: Visit,
  language: Language,
  { apiKey }: Merchant,
): Promise<void> {
  const t = sessionTexts[language];
  await page.goto('/account/profile');
  await page.getByRole('heading', { level: 1, name: t.title }).waitFor();
  await isWellMade();
  await picture('sign-in', page.getByRole('main'));
  await page.getByLabel(t.key).fill(apiKey);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: layoutTexts[language].section.setUp }).waitFor();
}

export async function makeKey({ page, isWellMade }: Visit, language: Language): Promise<void> {
  const t = apiTexts[language];
  await page.goto('/account/profile/developers');
  const section = page.locator('#api');
  await section.locator('summary', { hasText: t.make }).click();
  await section.getByLabel(t.name, { exact: true }).fill('Gestionale');
  await section.getByLabel('requests:read').check();
  await section.getByRole('button', { name: t.submit }).click();
  await page.locator('#made-key').waitFor();
  await isWellMade();
}

export async function checkKeysSection({ page, picture }: Visit): Promise<void> {
  await page.goto('/account/profile/developers');
  await picture('api', page.locator('#api'));
}

/** Fills in the form that follows the steps at Shopify, and sends it. */
export async function fillShop({ page }: Pick<Visit, 'page'>, language: Language, { shop }: Merchant): Promise<void> {
  const t = shopifyTexts[language];
  const section = page.locator('#shopify');
  await section.locator('#shopify-form > summary').click();
  await section.getByLabel(t.storeName).fill(`${shop.name}.myshopify.com`);
  await section.getByLabel(t.clientId, { exact: true }).fill(shop.clientId);
  await section.getByLabel(t.clientSecret, { exact: true }).fill(shop.clientSecret);
  await section.getByRole('button', { name: `${setUpTexts[language].submit} Shopify`, exact: true }).click();
}

/** Fills in the form that follows the steps at Meta, and sends it. */
export async function fillNumber(
  { page }: Pick<Visit, 'page'>,
  language: Language,
  { number }: Merchant,
): Promise<void> {
  const t = whatsappTexts[language];
  const section = page.locator('#whatsapp');
  await section.locator('#connect-form > summary').click();
  const form = section.locator('#connect-form');
  await form.getByLabel(t.appId, { exact: true }).fill(number.appId);
  await form.getByLabel(t.appSecret, { exact: true }).fill(number.appSecret);
  await form.getByLabel(t.accessToken, { exact: true }).fill(number.token);
  await form.getByRole('button', { name: `${setUpTexts[language].submit} WhatsApp`, exact: true }).click();
}

export async function connectShop(visit: Visit, language: Language, merchant: Merchant): Promise<void> {
  await visit.page.goto('/account/profile');
  await visit.isWellMade();
  await fillShop(visit, language, merchant);
  const steps = shopStepTexts[language];
  for (const { done } of [steps.app, steps.scopes, steps.webhooks]) await untilDone(visit, language, done);
  expect(await merchant.testNotification()).toBe(200);
  await untilDone(visit, language, steps.orders.done);
  await visit.isWellMade();
  await visit.picture('shopify', visit.page.locator('#shopify'));
}

export async function connectNumber(visit: Visit, language: Language, merchant: Merchant): Promise<void> {
  const { page } = visit;
  const { line } = merchant;
  const t = whatsappTexts[language];
  await fillNumber(visit, language, merchant);
  const steps = channelStepTexts[language];
  for (const { done } of [steps.webhook, steps.registration, steps.health]) await untilDone(visit, language, done);
  const section = page.locator('#whatsapp');
  await section.locator('summary', { hasText: t.test }).click();
  await section.getByLabel(t.to).fill('333 123 4567');
  await section.getByRole('button', { name: t.send, exact: true }).click();
  await page.getByRole('heading', { name: t.testTitle }).waitFor();
  const [sent] = await line.sent();
  for (const status of ['sent', 'delivered', 'read']) await line.status({ wamid: sent?.wamid ?? '', status });
  const { read } = labelTexts[language].messageStatus;
  await page.locator('dd.state', { hasText: read }).waitFor();
  expect(await page.locator('#said').textContent()).toBe(read);
  await visit.isWellMade();
  await page.getByRole('link', { name: t.back }).click();
  await untilDone(visit, language, steps.replies.done);
  await visit.isWellMade();
  await visit.picture('whatsapp', section);
}

export async function connectOwnSystem(visit: Visit, language: Language, { own }: Merchant): Promise<void> {
  const { page } = visit;
  const t = customStoreTexts[language];
  const section = page.locator('#service');
  await section.locator('summary', { hasText: t.connect }).click();
  await section.getByLabel(t.name, { exact: true }).fill('Gestionale');
  await section.getByLabel(t.getUrl).fill(`${own.url}/getObject`);
  await section.getByLabel(t.updateUrl).fill(`${own.url}/updateObject`);
  await section.getByRole('button', { name: `${setUpTexts[language].submit} ${t.title}`, exact: true }).click();
  const secret = await page.locator('#made-secret').inputValue();
  await own.configure({ secret, habits: { applies: true }, objects: { '1001': { id: '1001' } } });
  await section.getByLabel(t.object).fill('1001');
  await section.getByRole('button', { name: checklistTexts[language].check }).click();
  await untilPassed(visit, language, 'get_object_known');
  await untilPassed(visit, language, 'update_object_duplicate');
  await untilPassed(visit, language, 'update_object_wrong_signature');
  await visit.isWellMade();
}
