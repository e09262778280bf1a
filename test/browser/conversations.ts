import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { eventually } from '../../scripts/local/api.ts';
import { alertTexts } from '../../src/pages/conversations/alert-texts.ts';
import { composerTexts } from '../../src/pages/conversations/composer/composer-texts.ts';
import { conversationTexts } from '../../src/pages/conversations/conversation-texts.ts';
import { sideTexts } from '../../src/pages/conversations/side/side-texts.ts';
import { layoutTexts } from '../../src/pages/layout/layout-texts.ts';
import type { Merchant } from './merchant.ts';
import { turnOnNotifications } from './notifications.ts';
import type { Device, Language, Visit } from './visit.ts';

const CUSTOMER = '393339876543';
const QUESTION = 'Vorrei la L al posto della M. Quando arriva?';
const ANSWER = 'Certo, cambiamo noi la taglia.\nArriva mercoledì.';

/** A photo of one pixel. */
const PHOTO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

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

/** Counts the tones that the page plays. */
const COUNT_TONES = `
  window.tones = 0;
  const create = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () {
    window.tones += 1;
    return create.call(this);
  };
`;

const hasPlayed = (page: Page, tones: number) =>
  eventually(`${tones} tones`, async () => (await page.evaluate('window.tones')) === tones || null);

/**
 * Writes while a colleague answers: the draft outlives a reload, the page tells of the answer, and the message goes when it is sent in
 * spite of it. Sends a photo, which the chat shows.
 */
async function answerBeside({ page, forgive }: Visit, language: Language, { line, as }: Merchant, colleague: string) {
  const c = composerTexts[language];
  const field = page.locator('#text');
  await field.fill('Posso spedirla');
  await page.locator('#new-note > summary').click();
  await page.locator('#note').fill('Bozza di nota');
  await page.reload();
  expect(await field.inputValue()).toBe('Posso spedirla');
  expect(await page.locator('#note').inputValue()).toBe('Bozza di nota');
  await page.locator('#new-note > summary').click();
  await page.locator('#note').fill('');
  const id = new URL(page.url()).pathname.split('/').at(-1);
  await as('POST', `/v1/conversations/${id}/messages`, { text: 'La spediamo noi' }, colleague);
  await page.locator('#others .answered', { hasText: 'Marco' }).waitFor();
  const told = (await line.sent()).length;
  // Whoever presses before they can have read the warning is told once more.
  await page.getByRole('button', { name: c.sendAnyway }).click();
  await page.locator('.msg.ours', { hasText: 'Posso spedirla' }).or(page.locator('#unsent:visible')).waitFor();
  if ((await line.sent()).length === told) await page.getByRole('button', { name: c.sendAnyway }).click();
  await page.locator('.msg.ours', { hasText: 'Posso spedirla' }).waitFor();
  expect((await line.sent()).slice(told).map(({ body }) => body.text.body)).toEqual(['Posso spedirla']);
  await page.getByRole('button', { name: c.send, exact: true }).first().waitFor();
  forgive('422');

  await page.locator('#attach > summary').click();
  await page.locator('#file').setInputFiles({ name: 'taglia.png', mimeType: 'image/png', buffer: PHOTO });
  await page.locator('#file-form').getByRole('button', { name: c.send }).click();
  await page.locator('.msg.ours img').waitFor();
  const width = `document.querySelector('.msg.ours img').naturalWidth`;
  await eventually('the photo', async () => (await page.evaluate(width)) === 1 || null);
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
  await page.evaluate(COUNT_TONES);
  await page.getByRole('button', { name: alertTexts[language].soundOn }).click();
  await hasPlayed(page, 2);
  const showNotification = device === 'desktop' ? await turnOnNotifications(visit, language) : null;
  // The list shows the customer's question without a reload.
  await merchant.line.reply({ from: CUSTOMER, name: 'Ada Rossi', text: QUESTION });
  const item = page.locator('.item', { hasText: QUESTION });
  await item.waitFor();
  await page.waitForFunction(`document.title.startsWith('(')`);
  // Another customer begins to wait: the page sounds, and the browser is notified.
  await merchant.line.reply({ from: '393331112223', name: 'Bruno', text: 'Ho perso la fattura' });
  const second = page.locator('.item', { hasText: 'Ho perso la fattura' });
  await second.waitFor();
  await hasPlayed(page, 4);
  await showNotification?.(new URL((await second.getAttribute('href')) ?? '', page.url()).pathname);
  await page.locator('#search').fill('taglia nessuno');
  await page.getByRole('button', { name: t.search.submit }).click();
  await page.getByText(t.search.none).waitFor();
  await visit.isWellMade();
  await page.locator('#search').fill('róssi');
  await page.keyboard.press('Enter');
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
  await eventually('an empty field', async () => (await page.locator('#text').inputValue()) === '' || null);
  await merchant.line.status({ wamid, status: 'read' });
  await page.locator('.at.read').waitFor();

  const { api_key: colleague } = await merchant.as('POST', '/v1/keys', { name: 'Marco', scopes: ['messages:write'] });
  await answerBeside(visit, language, merchant, colleague);
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
