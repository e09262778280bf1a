import { setTimeout as sleep } from 'node:timers/promises';
import { callJson, phone } from '../local/api.ts';
import type { World } from '../local/world.ts';
import type { CustomAccount, ShopifyAccount } from './accounts.ts';
import type { ParcelAccount } from './parcel-account.ts';

const ANY = [{ status: 500 }, { reset: true }];
const STORE = [
  ...ANY,
  { reset_mid_body: true },
  { hang: true },
  { drip: true },
  { huge: 400_000 },
  { redirect: 'http://127.0.0.1:9/' },
  { status: 429, headers: { 'retry-after': '1' } },
];
// Without 410, after which a person must resume the store, and without odd bodies of a 2xx, which always accepts the push.
const UPDATE = [
  ...STORE,
  { status: 404 },
  { status: 503, headers: { 'retry-after': '1' } },
  { wrong_content_length: true },
];
const GET = [...STORE, { html: true }, { not_json: true }];
const META = [
  ...ANY,
  { code: 130429 },
  { code: 131056 },
  { code: 131016, status: 503 },
  { code: 2, status: 500 },
  { answer_lost: true },
  { answer_lost: true },
  { html: true },
];
const SHOPIFY = [
  ...ANY,
  { throttled: true },
  { answer_lost: true },
  { status: 429, headers: { 'retry-after': '2.0' } },
  { reset_mid_body: true },
  { error: { message: 'Internal error', code: 'INTERNAL_SERVER_ERROR' } },
];
const QAPLA = [
  { getShipment: [{ status: 503 }] },
  { getShipment: [{ status: 429, headers: { 'retry-after': '1' } }] },
  { getShipment: [{ hang: true }] },
  { getShipment: [{ text: '<html>' }] },
  { token: [{ status: 500 }] },
];
/** Long, because a push that fails twice waits five minutes. */
const EVERY_MS = 1_500;

/** Sets faults of the stand-ins, each for one call, until it is stopped; `counts` has them by stand-in. */
export function standinFaults(
  { world, random }: { world: World; random: () => number },
  { custom, shopify, parcels }: { custom: CustomAccount[]; shopify: ShopifyAccount; parcels: ParcelAccount },
) {
  const counts: Record<string, number> = {};
  const pick = <Kind>(list: Kind[]) => list.at(Math.floor(random() * list.length)) as Kind;
  const acts: Record<string, () => Promise<unknown>> = {
    updateObject: () =>
      callJson('PUT', pick(custom).control, { body: { behaviour: { updateObject: [pick(UPDATE)] } } }),
    getObject: () => callJson('PUT', pick(custom).control, { body: { behaviour: { getObject: [pick(GET)] } } }),
    Meta: () => phone(world.meta, pick([...custom, parcels]).number.phone_number_id).tell({ behaviour: [pick(META)] }),
    Shopify: () => callJson('PUT', shopify.control, { body: { behaviour: [pick(SHOPIFY)] } }),
    "Qapla'": () => callJson('PUT', pick(parcels.depots).control, { body: { faults: pick(QAPLA) } }),
    "Qapla's tokens": () => callJson('POST', `${pick(parcels.depots).control}/expire`),
  };
  const stopped = new AbortController();
  const running = (async () => {
    for (; !stopped.signal.aborted; await sleep(EVERY_MS * (0.5 + random()))) {
      const who = pick(Object.keys(acts));
      await acts[who]?.();
      counts[who] = (counts[who] ?? 0) + 1;
    }
  })();
  return {
    counts,
    /** Clears the faults that no call has triggered yet. */
    async stop(): Promise<void> {
      stopped.abort();
      await running;
      for (const { control } of custom) {
        await callJson('PUT', control, { body: { behaviour: { getObject: [], updateObject: [] } } });
      }
      for (const { number } of [...custom, parcels]) {
        await phone(world.meta, number.phone_number_id).tell({ behaviour: [] });
      }
      for (const { control } of parcels.depots) {
        await callJson('PUT', control, { body: { faults: { getShipment: [], token: [] } } });
      }
      await callJson('PUT', shopify.control, { body: { behaviour: [] } });
    },
  };
}
