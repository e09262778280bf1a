import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AFTER_RELEASE, HELD_MINUTES_AGO, scansOf, UNTIL_HELD } from '../../test/standins/carrier.ts';
import { callJson } from '../local/api.ts';
import { callAll } from '../local/call-all.ts';
import type { Caller } from './caller.ts';
import type { Accepted } from './load.ts';
import type { Depot, ParcelAccount } from './parcel-account.ts';
import { chooseKind, type ParcelKind } from './parcel-kinds.ts';

const POLL_MS = 500;
const SHOPS_AT_ONCE = 8;
const FIRST_QAPLA_ID = 1_700_000_000;
/** How long after a release the carrier's next scan comes. */
const SCANNED_WITHIN_MS = 20_000;

/** What the stand-in records about a release. */
export type Release = { id: string; applied: boolean; outcome: string };
export type Parcel = ParcelKind & {
  n: number;
  depot: Depot;
  orderId: string;
  trackingNumber: string;
  /** Its id at Qapla'. */
  qaplaId: string;
};

/** Returns the stand-in's records of the releases of a depot. */
export const releasesOf = async ({ control }: Depot): Promise<Release[]> => (await callJson('GET', control)).releases;

const dateInRome = (minutesAgo: number): string =>
  new Date(Date.now() - minutesAgo * 60_000).toLocaleString('sv-SE', { timeZone: 'Europe/Rome' });

/**
 * Plays the parcels of `count` orders: each is held, which asks its customer, and is scanned again when Qapla' has released it.
 * Some reports are sent twice.
 */
export function parcels(
  { caller, random }: { caller: Caller; random: () => number },
  account: ParcelAccount,
  { count, accepted }: { count: number; accepted: Accepted[] },
) {
  const all = Array.from({ length: count }, (_, n): Parcel => {
    const depot = account.depots[n % account.depots.length] as Depot;
    const named = {
      orderId: `parcel-${n}`,
      trackingNumber: `XX${99_000_000 + n}`,
      qaplaId: String(FIRST_QAPLA_ID + n),
    };
    return { ...chooseKind(random()), n, depot, ...named };
  });
  const unexpected: string[] = [];
  const scanned = new Set<string>();
  const stopped = new AbortController();
  let planned = 0;
  let arrivals = 0;

  /** Reports scans of a parcel in one call, sometimes a second time; returns the result of the last scan. */
  async function report({ depot, orderId, trackingNumber }: Parcel, scans: typeof UNTIL_HELD): Promise<any> {
    const named = { id_store: depot.idStore, order_id: orderId };
    const parcel = { tracking_number: trackingNumber, carrier: 'gls-it' };
    const data = scansOf({ ...named, parcel }, scans).map((body, i) => ({
      ...body,
      event: { ...body.event, id: `${orderId}-${scans.length}-${i}` },
    }));
    const send = (headers: Record<string, string>) =>
      caller.must('POST', '/v1/shipment_events', { headers: { ...account.headers, ...headers }, body: { data } });
    const answer = await send({ 'idempotency-key': randomUUID() });
    if (random() < 0.2) {
      const again = await send({});
      const isRepeated = again.data.every(({ why }: { why: string | null }) => why === 'duplicate');
      if (!isRepeated) unexpected.push(`${orderId}: a repeated report was applied: ${JSON.stringify(again.data)}`);
    }
    return answer.data.at(-1);
  }

  function scanLater(parcel: Parcel): void {
    scanned.add(parcel.qaplaId);
    planned += 1;
    const scan = async (): Promise<void> => {
      await report(parcel, AFTER_RELEASE).catch((error: unknown) => unexpected.push(String(error)));
      planned -= 1;
    };
    setTimeout(() => void scan(), random() * SCANNED_WITHIN_MS);
  }

  async function arrive(parcel: Parcel): Promise<void> {
    const { n, depot, orderId, trackingNumber, qaplaId: id, settings, isReleasedByHand } = parcel;
    const date = dateInRome(isReleasedByHand ? 0 : HELD_MINUTES_AGO);
    await callJson('PUT', depot.control, { body: { parcels: { [trackingNumber]: { ...settings, id, date } } } });
    const userKey = `+39347${String(n).padStart(7, '0')}`;
    const order = await caller.must('POST', '/v1/createOrder', {
      headers: { ...account.headers, 'idempotency-key': randomUUID() },
      body: {
        order_id: orderId,
        id_store: depot.idStore,
        currency: 'EUR',
        total: '24.90',
        customer: { phone: userKey },
        items: [{ quantity: 1 }],
      },
    });
    const held = await report(parcel, UNTIL_HELD);
    const [requestId = null] = held.request_ids;
    if (requestId === null) unexpected.push(`${orderId}: the held parcel started no flow: ${JSON.stringify(held)}`);
    arrivals += 1;
    accepted.push({ account, flow: 'held', requestId, userKey, objectId: orderId, orderId: order.id });
    if (isReleasedByHand) scanLater(parcel);
  }

  async function poll(): Promise<void> {
    for (const depot of account.depots) {
      for (const { id, applied } of await releasesOf(depot)) {
        const parcel = all[Number(id) - FIRST_QAPLA_ID];
        if (applied && parcel && !scanned.has(id)) scanLater(parcel);
      }
    }
  }

  const watching = (async () => {
    for (; !stopped.signal.aborted; await sleep(POLL_MS)) await poll();
  })();
  return {
    all,
    unexpected,
    /** The share of the parcels that is held. */
    heldShare: () => (count === 0 ? 1 : arrivals / count),
    /** Ends when every parcel is held. */
    arrived: callAll(all, SHOPS_AT_ONCE, arrive),
    /** How many scans are still planned. */
    planned: () => planned,
    async stop(): Promise<void> {
      stopped.abort();
      await watching;
    },
  };
}

export type Parcels = ReturnType<typeof parcels>;
