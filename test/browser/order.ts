import { randomUUID } from 'node:crypto';
import { eventually } from '../../scripts/local/api.ts';
import { labelTexts } from '../../src/pages/format/label-texts.ts';
import { requestTexts } from '../../src/pages/requests/request-texts.ts';
import { storyTexts } from '../../src/pages/requests/story/story-texts.ts';
import { setUpTexts } from '../../src/pages/set-up/set-up-texts.ts';
import type { Merchant } from './merchant.ts';
import type { Language, Visit } from './visit.ts';

const CUSTOMER = '393331234567';

/** Lets the ready flow write at any hour: these tests run by night too. */
export async function openAtAnyHour({ as }: Merchant): Promise<void> {
  const path = '/v1/flows/cod-confirmation';
  const { send_window: _, ...definition } = (await as('GET', path)).definition;
  await as('PUT', path, definition);
}

/** Places Ada's order, cash on delivery, in the merchant's own system. */
export async function placeOrder({ as, own }: Merchant, updateObject: { status: number }[]) {
  const { data: stores } = await as('GET', '/v1/stores');
  const { id_store } = stores.find(({ kind }: { kind: string }) => kind === 'custom');
  const orderId = randomUUID().slice(0, 8);
  const order = { phone: `+${CUSTOMER}`, total: '59.90', customer: { first_name: 'Ada' } };
  await own.configure({ objects: { [orderId]: order }, behaviour: { updateObject } });
  const { request_ids } = await as('POST', '/v1/createOrder', {
    order_id: orderId,
    order_number: '#1001',
    id_store,
    currency: 'EUR',
    total: '59.90',
    payment_method: 'cod',
    customer: { first_name: 'Ada', last_name: 'Rossi', phone: `+${CUSTOMER}` },
    items: [{ sku: 'MAGLIA-M', name: 'Maglia', quantity: 1, unit_price: '59.90' }],
  });
  return { orderId, requestId: request_ids[0] as string };
}

/** Waits for the message with this index and presses its first button as the customer. */
export async function confirm({ line }: Merchant, told: number): Promise<void> {
  const asked = await eventually('the question', async () => (await line.sent())[told] ?? null);
  for (const status of ['sent', 'delivered', 'read']) await line.status({ wamid: asked.wamid, status });
  const { payload } = asked.body.template.components.at(-2).parameters[0];
  await line.reply({ from: CUSTOMER, button: { payload, text: 'Sì, confermo' }, context_wamid: asked.wamid });
}

/** Plays an order to its end, so that the pages have data. */
export async function playOrder(merchant: Merchant): Promise<void> {
  await openAtAnyHour(merchant);
  const told = (await merchant.line.sent()).length;
  const { requestId } = await placeOrder(merchant, []);
  await confirm(merchant, told);
  await eventually('the end', async () => {
    const { status } = await merchant.as('GET', `/v1/requests/${requestId}`);
    return status === 'completed' || null;
  });
}

/** Plays an order while the store is down: its page shows everything without a reload. */
export async function followOrder(visit: Visit, language: Language, merchant: Merchant): Promise<void> {
  const { page } = visit;
  const [t, words] = [storyTexts[language], labelTexts[language]];
  const told = (await merchant.line.sent()).length;
  const { orderId, requestId } = await placeOrder(merchant, [{ status: 410 }]);
  await page.goto('/account/profile/requests');
  await page.getByLabel(requestTexts[language].query, { exact: true }).fill(orderId);
  await page.getByRole('button', { name: requestTexts[language].submit }).click();
  await page.waitForURL('**/requests?*');
  await visit.isWellMade();
  await page.locator(`a[href$="${requestId}"]`).click();
  const story = page.locator('#story');
  await story.getByText(words.waitingFor.reply).first().waitFor();
  await visit.isWellMade();

  await confirm(merchant, told);
  await story.getByText(words.pushState.dead).first().waitFor();
  await story.locator('summary', { hasText: t.attempts }).first().click();
  await story.getByText('HTTP 410').waitFor();
  await story.getByText(t.storePaused).waitFor();

  await merchant.own.configure({ behaviour: { updateObject: [] } });
  const storyUrl = page.url();
  await page.goto('/account/profile#service');
  await page.locator('#service').getByRole('button', { name: setUpTexts[language].resume }).click();
  await page.goto(storyUrl);
  await story.getByRole('button', { name: t.retry }).click();
  await story.getByText(words.pushState.delivered).first().waitFor();
  await story.locator('summary', { hasText: t.attempts }).first().click();
  await story.getByText('HTTP 200').first().waitFor();
  await visit.isWellMade();
  await visit.picture('request', page.getByRole('main'));
}
