import { env } from 'cloudflare:workers';
import { inject } from 'vitest';
import { makeDeps } from '../../src/composition/make-deps';
import { requireSettings } from '../../src/composition/settings';
import { applyShipmentEvents } from '../../src/domain/shipment-events/apply-shipment-events';
import { parcelRef, reportedEvent } from '../../src/domain/shipments/reports/shipment-report';
import type { ShipmentStatus } from '../../src/shared/orders/shipment-states';
import { newScene, until } from '../support/scene';

const HOUR_MS = 3_600_000;
const ADDRESS = {
  name: 'Giulia Esempi',
  address1: 'Via delle Prove 12',
  zip: '40121',
  city: 'Bologna',
  phone: '+393330000001',
};

type Calls = { calls: { call: string; id: string; status: number | null }[]; releases: any[] };

/** Creates a shop whose parcels are followed by Qapla', with a flow that releases the parcel that a request names. */
export async function newReleaseShop({ hasPlatform = true }: { hasPlatform?: boolean } = {}) {
  const scene = await newScene();
  const key = `qapla-key-of-the-test-${crypto.randomUUID()}`;
  const control = `${inject('standins').qapla}/_control/qapla/${key}`;
  const ask = async (path = '', init?: RequestInit) => (await fetch(`${control}${path}`, init)).json();
  const configure = (settings: object) => ask('', { method: 'PUT', body: JSON.stringify(settings) });
  await configure({});
  const path = `/v1/stores/${scene.storeId}`;
  if (hasPlatform) await scene.as('PATCH', path, { shipping: { kind: 'qapla', api_key: key } });

  const meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  const deps = makeDeps(env, requireSettings(env), { d1: env.DB, meter, traceId: 'release', ownHost: null });
  let reported = 0;
  /** Reports a state of a parcel; each one happened a minute after the one before. */
  const report = async (trackingNumber: string, state: ShipmentStatus, orderId = '1042'): Promise<string> => {
    const now = Date.now();
    const happenedAt = now - HOUR_MS + 60_000 * reported++;
    const [results] = await applyShipmentEvents(deps, [
      {
        accountId: scene.accountId,
        storeId: scene.storeId,
        receivedAt: now,
        reports: [
          {
            parcel: parcelRef({ trackingNumber, carrier: 'gls-it' }),
            order: { ids: [orderId], numbers: [] },
            event: reportedEvent({ source: 'api', sourceEventId: crypto.randomUUID(), state, happenedAt }),
          },
        ],
        raw: null,
      },
    ]);
    return results?.[0]?.[0]?.shipment?.shipmentId ?? '';
  };
  const order = await scene.as('POST', '/v1/createOrder', {
    order_id: '1042',
    currency: 'EUR',
    total: '24.90',
    shipping_address: ADDRESS,
    items: [{ sku: 'A', name: 'Tazza', quantity: 1, unit_price: '24.90' }],
  });
  if (order.status !== 201) throw new Error(JSON.stringify(order.body));

  const push = async (requestId: string) => {
    const { body } = await scene.as('GET', `/v1/pushes?request_id=${requestId}`);
    if (!body.data[0]) throw new Error('There is no push yet');
    return (await scene.as('GET', `/v1/pushes/${body.data[0].push_id}`)).body;
  };
  const sql = (text: string) => env.DB.prepare(text).bind(scene.storeId).run();
  return {
    ...scene,
    key,
    configure,
    report,
    push,
    calls: () => ask() as Promise<Calls>,
    expireTokens: () => ask('/expire'),
    /** Makes a parcel held, here and at Qapla'. */
    async hold(trackingNumber: string, parcel: object = {}, orderId?: string): Promise<string> {
      await configure({ parcels: { [trackingNumber]: parcel } });
      return report(trackingNumber, 'held', orderId);
    },
    /** Starts the flow that releases a parcel; returns its request. */
    async release(
      shipmentId: string,
      variables: object = { action: 'redeliver' },
      step: Record<string, unknown> = {},
    ): Promise<string> {
      const flow = `release-${crypto.randomUUID().slice(0, 8)}`;
      const object = { type: 'shipment', id: '{{ variables.shipment }}' };
      await scene.saveFlow(
        {
          steps: [
            { id: 'release', do: 'update_object', object, variables, wait: true, on_failed: 'failed', ...step },
            { id: 'released', do: 'end', outcome: 'released' },
            { id: 'failed', do: 'end', outcome: 'failed' },
            ...(step.on_unverified ? [{ id: 'doubt', do: 'end', outcome: 'doubt' }] : []),
          ],
        },
        flow,
      );
      return scene.start(flow, { variables: { shipment: shipmentId } });
    },
    /** Waits until the push of a request meets a condition, and returns it. */
    waitForPush: (requestId: string, isMet: (push: any) => boolean, timeout?: number) =>
      until(async () => {
        const found = await push(requestId);
        if (!isMet(found)) throw new Error(JSON.stringify(found));
        return found;
      }, timeout),
    shipment: async (shipmentId: string) => (await deps.shipments.findWithEvents(scene.accountId, shipmentId)).shipment,
    /** Moves what was released so far into the past. */
    async age(ms: number) {
      await sql(
        `update shipment_events set received_at = received_at - ${ms} where id_store = ? and source = 'release'`,
      );
      await sql(`update pushes set verification = json_set(verification, '$.releasedAt', verification ->> '$.releasedAt' - ${ms})
        where id_store = ? and verification ->> '$.releasedAt' is not null`);
    },
    HOUR_MS,
  };
}
