import { expect } from 'vitest';
import { eventually } from '../../scripts/local/api.ts';
import { composerTexts } from '../../src/pages/conversations/composer/composer-texts.ts';
import { conversationTexts } from '../../src/pages/conversations/conversation-texts.ts';
import { sideTexts } from '../../src/pages/conversations/side/side-texts.ts';
import { layoutTexts } from '../../src/pages/layout/layout-texts.ts';
import type { Merchant } from './merchant.ts';
import type { Device, Language, Visit } from './visit.ts';

const CUSTOMER = '393339876543';
const QUESTION = 'Vorrei la L al posto della M. Quando arriva?';
const ANSWER = 'Certo, cambiamo noi la taglia.\nArriva mercoledì.';

const changeOfSize = {
  name: 'Cambio taglia',
  steps: [
    { id: 'ask', do: 'send_message', to: '{{ user.user_key }}', text: 'Ti va bene la taglia M?' },
    { id: 'reply', do: 'wait_for_reply', timeout: '1h', otherwise: 'person', on_timeout: 'late' },
    { id: 'person', do: 'hand_over', note: 'Il cliente ha una domanda sulla taglia' },
    { id: 'changed', do: 'end', outcome: 'changed' },
    { id: 'late', do: 'end', outcome: 'late' },
  ],
};

/** Lets a flow ask the customer, who answers with a question: the flow hands over. Returns the id of the request. */
async function askAPerson({ as, line }: Merchant): Promise<string> {
  const told = (await line.sent()).length;
  const { data: stores } = await as('GET', '/v1/stores');
  const { id_store } = stores.find(({ kind }: { kind: string }) => kind === 'custom');
  await line.reply({ from: CUSTOMER, name: 'Ada Rossi', text: 'Buongiorno' });
  await as('PUT', '/v1/flows/change-of-size', changeOfSize);
  await eventually('the first message', async () => {
    const { data } = await as('GET', `/v1/conversations`);
    return data.some(({ user_key }: { user_key: string }) => user_key === `+${CUSTOMER}`) || null;
  });
  const { request_id: requestId } = await as('POST', '/v1/createRequest', {
    flow: 'change-of-size',
    user_key: `+${CUSTOMER}`,
    id_store,
    object: { type: 'order', id: '1001' },
  });
  await eventually('the question', async () => (await line.sent())[told] ?? null);
  return requestId;
}

/** Walks a hand-over from the customer's question to the answered and resumed run. */
export async function answerHandOver(
  visit: Visit,
  language: Language,
  device: Device,
  merchant: Merchant,
): Promise<void> {
  const { page } = visit;
  const [t, c, s] = [conversationTexts[language], composerTexts[language], sideTexts[language]];
  const requestId = await askAPerson(merchant);
  const told = (await merchant.line.sent()).length;
  await page.goto('/account/profile');
  await page.getByRole('link', { name: layoutTexts[language].section.conversations }).click();
  await page.waitForURL('**/account/profile/conversations');
  await page.getByRole('main').waitFor();
  await visit.isWellMade();
  // The list shows the customer's question without a reload.
  await merchant.line.reply({ from: CUSTOMER, name: 'Ada Rossi', text: QUESTION });
  const item = page.locator('.item', { hasText: QUESTION });
  await item.waitFor();
  await page.waitForFunction(`document.title.startsWith('(')`);
  await item.click();
  await page.locator('#side').getByText(s.handedOver).waitFor({ state: 'attached' });
  await page.locator('.stream').getByText(t.entry.handedOver).waitFor();
  await visit.isWellMade();

  await page.locator('body').press('Enter');
  await page.getByLabel(c.text).first().fill(ANSWER);
  await page.keyboard.press('Control+Enter');
  await page.locator('.msg.ours', { hasText: 'Arriva mercoledì.' }).waitFor();
  const { body, wamid } = await eventually('the answer', async () => (await merchant.line.sent())[told] ?? null);
  expect(body.text.body).toBe(ANSWER);
  expect(await page.getByLabel(c.text).first().inputValue()).toBe('');
  await merchant.line.status({ wamid, status: 'read' });
  await page.locator('.at.read').waitFor();

  await page.locator('#new-note > summary').click();
  await visit.isWellMade();
  await page.getByLabel(c.note, { exact: true }).fill('Cliente abituale');
  await page.getByRole('button', { name: c.addNote }).click();
  await page.locator('.note', { hasText: 'Cliente abituale' }).waitFor();
  await visit.picture('conversation', page.locator('body'));

  if (device === 'phone') {
    await page.getByRole('link', { name: t.details }).click();
    await visit.isWellMade();
  }
  await page.locator('#side').getByRole('button', { name: s.resume }).click();
  await page.getByText(t.doneNotice.resumed).waitFor();
  await eventually('the end of the run', async () => {
    const { status, outcome } = await merchant.as('GET', `/v1/requests/${requestId}`);
    return (status === 'completed' && outcome === 'changed') || null;
  });
  await page.locator('.stream').getByText(t.entry.done(t.you)).waitFor();
  await visit.isWellMade();
}
