import { expect } from 'vitest';
import { layoutTexts } from '../../src/pages/layout/layout-texts.ts';
import { sessionTexts } from '../../src/pages/session/session-texts.ts';
import { apiTexts } from '../../src/pages/set-up/api/api-texts.ts';
import { checkTexts } from '../../src/pages/set-up/checklists/check-texts.ts';
import { checklistTexts } from '../../src/pages/set-up/checklists/checklist-texts.ts';
import { setUpTexts } from '../../src/pages/set-up/set-up-texts.ts';
import { customStoreTexts } from '../../src/pages/set-up/stores/custom-store-texts.ts';
import { shopifyTexts } from '../../src/pages/set-up/stores/shopify-texts.ts';
import { whatsappTexts } from '../../src/pages/set-up/whatsapp/whatsapp-texts.ts';
import type { Merchant } from './merchant.ts';
import type { Language, Visit } from './visit.ts';

type CheckName = keyof typeof checkTexts.en;

/** Waits until a set-up step works, without reloading the page. */
const untilPassed = ({ page }: Visit, language: Language, name: CheckName): Promise<void> =>
  page
    .getByText(`${checkTexts[language][name].label}: ${checklistTexts[language].status.passed}`, { exact: true })
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

export async function connectShop(visit: Visit, language: Language, merchant: Merchant): Promise<void> {
  const { page } = visit;
  const t = shopifyTexts[language];
  await page.goto('/account/profile');
  const section = page.locator('#shopify');
  const { shop } = merchant;
  await section.getByLabel('SHOPIFY_STORE_NAME').fill(`${shop.name}.myshopify.com`);
  await section.getByLabel('SHOPIFY_TOKEN_APP').fill(shop.token);
  await section.getByRole('button', { name: `${setUpTexts[language].submit} Shopify`, exact: true }).click();
  await untilPassed(visit, language, 'shopify_token');
  await untilPassed(visit, language, 'shopify_scope_write_orders');
  const address = await section.getByLabel(`${t.address}: ${t.addressFor.creation}`).inputValue();
  expect(await merchant.testNotification(address, shop.secret)).toBe(200);
  await untilPassed(visit, language, 'shopify_webhook_received');
  await section.locator('summary', { hasText: setUpTexts[language].change }).click();
  await section.locator('article').getByLabel(t.webhookSecret).fill(shop.secret);
  await section.getByRole('button', { name: setUpTexts[language].save }).click();
  expect(await merchant.testNotification(address, shop.secret)).toBe(200);
  await untilPassed(visit, language, 'shopify_webhook_signature');
  await visit.isWellMade();
  await visit.picture('shopify', section);
}

export async function connectNumber(visit: Visit, language: Language, { number, line }: Merchant): Promise<void> {
  const { page } = visit;
  const t = whatsappTexts[language];
  const section = page.locator('#whatsapp');
  await section.getByLabel(t.name).fill('Negozio');
  await section.getByLabel(t.phoneNumberId).fill(number.id);
  await section.getByLabel(t.wabaId).fill(number.waba);
  await section.getByLabel(t.accessToken).fill(number.token);
  await section.getByLabel(t.appSecret).fill(number.appSecret);
  await section.getByRole('button', { name: `${setUpTexts[language].submit} WhatsApp`, exact: true }).click();
  await untilPassed(visit, language, 'app_secret');
  await section.locator('summary', { hasText: t.test }).click();
  await section.getByLabel(t.to).fill('333 123 4567');
  await section.getByRole('button', { name: t.send, exact: true }).click();
  await page.getByRole('heading', { name: t.testTitle }).waitFor();
  const [sent] = await line.sent();
  for (const status of ['sent', 'delivered', 'read']) await line.status({ wamid: sent?.wamid ?? '', status });
  await page.locator('dd.state', { hasText: t.state.read }).waitFor();
  expect(await page.locator('#said').textContent()).toBe(t.state.read);
  await visit.isWellMade();
  await page.getByRole('link', { name: t.back }).click();
  await untilPassed(visit, language, 'whatsapp_webhook_received');
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
