import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { eventually } from '../../scripts/local/api.ts';
import { errorReasonText } from '../../src/pages/components/error-reason-text.ts';
import { labelTexts } from '../../src/pages/format/label-texts.ts';
import { homeTexts } from '../../src/pages/home/home-texts.ts';
import { layoutTexts } from '../../src/pages/layout/layout-texts.ts';
import { requestTexts } from '../../src/pages/requests/request-texts.ts';
import { storyTexts } from '../../src/pages/requests/story/story-texts.ts';
import { troubleTexts } from '../../src/pages/troubles/trouble-texts.ts';
import { type Connected, createOrder } from './connected.ts';
import type { Language, Visit } from './visit.ts';

const markPaid = {
  name: 'Pagamento',
  trigger: { on: 'order.created', when: "order.order_number == '#1003'" },
  steps: [
    { id: 'paid', do: 'update_object', variables: { paid: true }, wait: true },
    { id: 'end', do: 'end', outcome: 'confirmed' },
  ],
};

/** Walks an update that the store refuses from the home page to the order that goes on. */
export async function mendUpdate(visit: Visit, language: Language, merchant: Connected): Promise<void> {
  const { page } = visit;
  const [home, t, words] = [homeTexts[language], storyTexts[language], labelTexts[language]];
  const { as, own } = merchant;
  await as('PUT', '/v1/flows/mark-paid', markPaid);
  await own.configure({ behaviour: { updateObject: [{ status: 410 }] } });
  const orderId = randomUUID().slice(0, 8);
  const customer = { first: 'Luisa', last: 'Bianchi', phone: '+393335556677' };
  const [requestId] = await createOrder(merchant, { orderId, number: '#1003', ...customer });
  const ofRequest = () => as('GET', `/v1/requests/${requestId}`);
  await eventually('the failed request', async () => (await ofRequest()).status === 'failed' || null);
  const toFix = page.locator('#to-fix');
  await page.goto('/account/profile/home');
  const why = errorReasonText(language, 'http_410') ?? '';
  await toFix.getByText(`${home.pausedStore} ${why}`).waitFor();
  await toFix.getByText(`${home.failedUpdates} ${why}`).waitFor();
  // Nothing reaches a store that is paused.
  expect(await toFix.getByRole('button', { name: home.retryAll }).count()).toBe(0);
  await visit.isWellMade();
  await toFix.getByRole('link', { name: '#1003' }).click();
  const story = page.locator('#story');
  await story.getByText(t.retryFirst).waitFor();
  await story.getByText(words.pushState.dead).waitFor();
  await visit.isWellMade();

  // The store works again: whoever checks it from the home page finds the updates to retry there.
  await page.goBack();
  await page.getByRole('button', { name: `${troubleTexts[language].recheck} Gestionale` }).click();
  await page.getByText(troubleTexts[language].works).waitFor();
  await visit.isWellMade();
  await toFix.getByRole('button', { name: home.retryAll }).click();
  await page.getByText(home.done.retried).waitFor();
  await eventually(
    'the update',
    async () => (await own.calls()).deliveries.some(({ body }) => body.variables.paid) || null,
  );
  await eventually('what is left to do', async () => {
    await page.reload();
    return (await toFix.getByText(home.updateArrived).count()) === 1 || null;
  });
  expect(await toFix.getByText(home.failedUpdates).count()).toBe(0);
  await visit.isWellMade();
  await toFix.getByRole('link', { name: home.openOrder }).click();
  await story.getByText(t.deliveredLater).waitFor();
  await story.getByText(words.pushState.delivered, { exact: true }).waitFor();
  await visit.isWellMade();
  await story.getByRole('button', { name: t.restart }).click();
  await page.getByText(requestTexts[language].done.restarted).waitFor();
  await story.locator('.state.done', { hasText: words.state.completed }).waitFor();
  await visit.isWellMade();
  // The update is not sent again.
  expect((await own.calls()).deliveries.filter(({ body }) => body.variables.paid)).toHaveLength(1);
  await page.getByRole('link', { name: layoutTexts[language].section.home }).click();
  await page.locator('#numbers').waitFor();
  expect(await toFix.count()).toBe(0);
}
