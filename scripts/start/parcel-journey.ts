import { AFTER_RELEASE, HELD_MINUTES_AGO, playScans, UNTIL_HELD } from '../../test/standins/carrier.ts';
import { callJson, eventually } from '../local/api.ts';
import { showHop } from '../local/show.ts';
import { type Journey, showRequest } from './journey.ts';

/** The scan makes the release due for its check; were that lost, the next check would come after a minute. */
const PROOF_MS = 90_000;

/**
 * Plays the parcel of an order: it is held, the customer asks for another delivery, Qapla' releases it, and the next scan proves
 * that. `qaplaControl` is the address of the controls of the store's Qapla' channel. Returns the id of the shipment.
 */
export async function playParcelJourney(
  { world, demo, client, ...journey }: Journey,
  { orderId, qaplaControl }: { orderId: string; qaplaControl: string },
): Promise<string> {
  const parcel = { tracking_number: `XX${Date.now()}`, carrier: 'gls-it' };
  const date = new Date(Date.now() - HELD_MINUTES_AGO * 60_000).toLocaleString('sv-SE', { timeZone: 'Europe/Rome' });
  const parcels = { [parcel.tracking_number]: { date } };
  await callJson('PUT', qaplaControl, { body: { parcels } });
  const sent = { id_store: demo.id_store, order_id: orderId, parcel };
  const report: Parameters<typeof playScans>[2] = (body) => {
    const { state, reason, place } = body.event;
    const what = [state, reason, place].filter(Boolean).join(', ');
    showHop('Carrier', 'Worker', `POST /v1/shipment_events: ${what}`, state === 'held' ? body : undefined);
    const headers = { 'x-api-key': demo.api_key };
    return callJson('POST', `${world.worker().url}/v1/shipment_events`, { headers, body });
  };
  const held = (await playScans(sent, UNTIL_HELD, report)).data[0];
  const [requestId] = held.request_ids;
  if (!requestId) throw new Error(`the held parcel has started no flow: ${JSON.stringify(held)}`);
  await journey.waitFor('the question about the held parcel', requestId, 'waiting');
  await journey.press(await journey.lastMessage(), 'Nuova consegna', 1);

  // The carrier's next scan comes later than the answer to the release.
  await eventually('the release of the parcel', async () => {
    const { data } = await (await client.v1.pushes.$get({ query: { request_id: requestId } })).json();
    return data[0]?.last_error === 'verify_still_held' ? data[0] : null;
  });
  await playScans(sent, AFTER_RELEASE, report);
  const done = await journey.waitFor('the proof of the release', requestId, 'completed', PROOF_MS);
  const answer = await client.v1.shipments[':id'].$get({ param: { id: held.shipment_id } });
  if (answer.status !== 200) throw new Error(`GET /v1/shipments: ${answer.status}`);
  const { state, events } = await answer.json();
  const line = (event: (typeof events)[number]) =>
    event.release ? `release: ${event.release}` : [event.state, event.reason, event.place].filter(Boolean).join(', ');
  showHop('Merchant', 'Worker', `GET /v1/shipments/{id}: ${state}`, events.map(line).join('\n'));
  showRequest(done);
  return held.shipment_id;
}
