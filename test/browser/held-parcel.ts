import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { eventually } from '../../scripts/local/api.ts';
import { READY_NAMES } from '../../src/pages/flows/words/flow-name.ts';
import { homeTexts } from '../../src/pages/home/home-texts.ts';
import { layoutTexts } from '../../src/pages/layout/layout-texts.ts';
import { outcomeTexts } from '../../src/pages/requests/outcome-texts.ts';
import { requestTexts } from '../../src/pages/requests/request-texts.ts';
import { holdTexts } from '../../src/pages/shipments/hold-texts.ts';
import { shipmentTexts } from '../../src/pages/shipments/shipment-texts.ts';
import { AFTER_RELEASE, playScans, UNTIL_HELD } from '../standins/carrier.ts';
import { type Connected, createOrder, switchOnHeldParcels } from './connected.ts';
import type { Language, Visit } from './visit.ts';

const CUSTOMER = '393337654321';
const AGAIN = { it: 'Nuova consegna', en: 'Deliver again' };
/** The carrier sends the parcel back in three days, so that it is on the home page. */
const UNTIL_NEARLY_BACK = UNTIL_HELD.map((scan) => (scan.state === 'held' ? { ...scan, hold_days: 3 } : scan));

/** Lets a parcel be held whose customer says twice what no flow understands. Returns its report to the API. */
async function holdParcel(merchant: Connected) {
  const orderId = randomUUID().slice(0, 8);
  await createOrder(merchant, { orderId, number: '#1002', first: 'Marco', last: 'Rossi', phone: `+${CUSTOMER}` });
  const parcel = { tracking_number: `XX${Date.now()}`, carrier: 'gls-it' };
  const scan = (scans: typeof UNTIL_HELD) =>
    playScans({ id_store: merchant.storeId, order_id: orderId, parcel }, scans, (body) =>
      merchant.as('POST', '/v1/shipment_events', body),
    );
  const told = (await merchant.line.sent()).length;
  const [
    {
      request_ids: [requestId],
    },
  ] = (await scan(UNTIL_NEARLY_BACK)).data;
  for (const [i, text] of ['Boh, vediamo', 'Mah'].entries()) {
    const asked = await eventually('the question', async () => (await merchant.line.sent())[told + i] ?? null);
    await merchant.line.status({ wamid: asked.wamid, status: 'delivered' });
    await merchant.line.reply({ from: CUSTOMER, name: 'Marco', text, context_wamid: asked.wamid });
  }
  const ofRequest = () => merchant.as('GET', `/v1/requests/${requestId}`);
  await eventually('the hand-over', async () => {
    const { steps } = await ofRequest();
    return steps.some(({ kind, status }: any) => kind === 'hand_over' && status === 'waiting') || null;
  });
  return { requestId: requestId as string, scan, ofRequest };
}

/** Walks a held parcel from the home page to its release, which the carrier's next scan proves. */
export async function releaseParcel(visit: Visit, language: Language, merchant: Connected): Promise<void> {
  const { page } = visit;
  const [home, t, hold] = [homeTexts[language], shipmentTexts[language], holdTexts[language]];
  await switchOnHeldParcels(merchant, language);
  const { scan, ofRequest } = await holdParcel(merchant);
  await page.goto('/account/profile/home');
  const needs = page.locator('#needs');
  await needs.getByText(home.held).waitFor();
  await visit.isWellMade();
  await needs.getByRole('link', { name: `${home.open} ${home.order} #1002` }).click();
  await page.getByRole('heading', { level: 1, name: `${t.shipment} #1002` }).waitFor();
  await page.locator('#hold').getByText(hold.person).waitFor();
  await visit.isWellMade();

  await page.locator('#hold').getByRole('button', { name: AGAIN[language] }).click();
  await page.getByText(requestTexts[language].done.resumed).waitFor();
  await eventually('the release', async () => {
    const { deliveries } = await merchant.own.calls();
    return deliveries.some(({ body }) => body.type === 'shipment' && body.variables.action === 'redeliver') || null;
  });
  // The carrier has yet to prove it.
  await page.locator('#hold').getByText(hold.requested).waitFor();
  await page.getByText(t.ownRelease).waitFor();
  await visit.isWellMade();
  const parcel = page.url();
  await page.getByRole('link', { name: layoutTexts[language].section.home }).click();
  await page.locator('#numbers').waitFor();
  expect(await page.getByText(home.held).count()).toBe(0);
  await page.goto(parcel);
  await page.locator('#hold').getByText(hold.requested).waitFor();

  await scan(AFTER_RELEASE);
  await page.locator('.state.moving', { hasText: t.state.out_for_delivery }).waitFor();
  await eventually('the end', async () => (await ofRequest()).status === 'completed' || null, 90_000);
  await visit.isWellMade();
  await page.getByRole('link', { name: READY_NAMES['delivery-failed'][language] }).click();
  await page
    .locator('#story')
    .getByText(outcomeTexts[language].redeliver ?? '')
    .first()
    .waitFor();
  await visit.isWellMade();
}
