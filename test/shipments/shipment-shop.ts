import { env } from 'cloudflare:workers';
import { makeDeps } from '../../src/composition/make-deps';
import { readSettings } from '../../src/composition/settings';
import { applyShipmentEvents } from '../../src/domain/shipment-events/apply-shipment-events';
import type { ReceivedReport } from '../../src/domain/shipments/received-report';
import type { ReportedEvent } from '../../src/domain/shipments/reports/shipment-event';
import { type ParcelRef, parcelRef, reportedEvent } from '../../src/domain/shipments/reports/shipment-report';
import { type OrderRef } from '../../src/shared/orders/order-aliases';
import type { ShipmentStatus } from '../../src/shared/orders/shipment-states';
import { newTenant } from '../support/tenant';

export const HOUR_MS = 3_600_000;
/** Wednesday, 25 November 2026, 08:00 in Rome. */
export const START = Date.UTC(2026, 10, 25, 7);

/** Creates an account with a store, whose shipments a test reports. */
export async function newShipmentShop() {
  const check = readSettings(env);
  if (!check.ok) throw new Error(check.invalid.join());
  const meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  const real = makeDeps(env, check.settings, { d1: env.DB, meter, traceId: 'shipments', ownHost: null });
  let now = START;
  const deps = { ...real, now: () => now };
  const tenant = await newTenant();
  const store = await tenant.as('POST', '/v1/stores', {
    name: 'Negozio',
    kind: 'custom',
    get_object: { url: 'https://shop.example/getObject' },
    update_object: { url: 'https://shop.example/updateObject' },
  });
  const { accountId } = tenant;
  const storeId: string = store.body.id_store;

  const addOrders = async (ids: string[]) => {
    await env.DB.prepare(
      `insert into orders (id, account_id, id_store, order_id, source, order_number, currency, total, items, variables, created_at)
       select 'ord_' || ?2 || k.value, ?1, ?2, k.value, 'api', '#' || k.value, 'EUR', 1, '[]', '{}', 1 from json_each(?3) k`,
    )
      .bind(accountId, storeId, JSON.stringify(ids))
      .run();
  };

  /** Returns a report of an event at `hours` after the start, as it comes a minute later. */
  const report = (
    parcel: Partial<ParcelRef> | string,
    state: ShipmentStatus | null,
    hours: number,
    { order = { ids: ['1042'], numbers: [] }, ...event }: Partial<ReportedEvent> & { order?: OrderRef } = {},
  ): ReceivedReport => {
    const happenedAt = START + hours * HOUR_MS;
    return {
      accountId,
      storeId,
      receivedAt: happenedAt + 60_000,
      report: {
        parcel: parcelRef(typeof parcel === 'string' ? { trackingNumber: parcel } : parcel),
        order,
        event: reportedEvent({ source: 'qapla', state, happenedAt, ...event }),
      },
    };
  };

  return {
    ...tenant,
    storeId,
    deps,
    meter,
    addOrders,
    report,
    setNow: (hours: number) => {
      now = START + hours * HOUR_MS;
    },
    apply: async (...batch: ReceivedReport[]) => {
      const batches = batch.map(({ report: each, ...received }) => ({ ...received, reports: [each], raw: null }));
      return (await applyShipmentEvents(deps, batches)).map(([results = []]) => results);
    },
    list: async () => (await deps.shipments.list(accountId, {}, { limit: 100, after: null })).rows,
    events: async (shipmentId: string) => (await deps.shipments.findWithEvents(accountId, shipmentId)).events,
  };
}
