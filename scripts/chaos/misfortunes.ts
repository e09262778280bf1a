import { setTimeout as sleep } from 'node:timers/promises';
import { callJson, phone } from '../local/api.ts';
import type { World } from '../local/world.ts';
import type { CustomAccount, ShopifyAccount } from './set-up.ts';

// Not among them: 410, after which a person must resume the store. What is a 2xx takes the push, whatever its body.
const UPDATE = [
  { status: 500 },
  { status: 404 },
  { status: 429, headers: { 'retry-after': '2' } },
  { status: 503, headers: { 'retry-after': '1' } },
  { reset: true },
  { reset_mid_body: true },
  { hang: true },
  { drip: true },
  { huge: 200_000 },
  { redirect: 'http://127.0.0.1:9/' },
  { wrong_content_length: true },
];
const GET = [
  { status: 500 },
  { status: 429, headers: { 'retry-after': '1' } },
  { reset: true },
  { reset_mid_body: true },
  { hang: true },
  { drip: true },
  { html: true },
  { not_json: true },
  { huge: 400_000 },
  { redirect: 'http://127.0.0.1:9/' },
];
const META = [
  { code: 130429 },
  { code: 131056 },
  { code: 131016, status: 503 },
  { code: 2, status: 500 },
  { status: 502 },
  { answer_lost: true },
  { answer_lost: true },
  { reset: true },
  { html: true },
];
const SHOPIFY = [
  { throttled: true },
  { answer_lost: true },
  { status: 500 },
  { status: 429, headers: { 'retry-after': '2.0' } },
  { reset: true },
  { reset_mid_body: true },
  { error: { message: 'Internal error', code: 'INTERNAL_SERVER_ERROR' } },
];
/** Sparse: a push that fails twice waits five minutes. */
const EVERY_MS = 1_500;

/** Lets the stand-ins fail now and then, one call at a time, until it is told to stop; counts what they were told. */
export function misfortunes(
  { world, random }: { world: World; random: () => number },
  { custom, shopify }: { custom: CustomAccount[]; shopify: ShopifyAccount },
) {
  const told: Record<string, number> = {};
  const pick = <Kind>(list: Kind[]) => list.at(Math.floor(random() * list.length)) as Kind;
  const acts: Record<string, () => Promise<unknown>> = {
    updateObject: () =>
      callJson('PUT', pick(custom).control, { body: { behaviour: { updateObject: [pick(UPDATE)] } } }),
    getObject: () => callJson('PUT', pick(custom).control, { body: { behaviour: { getObject: [pick(GET)] } } }),
    Meta: () => phone(world.meta, pick(custom).phoneNumberId).tell({ behaviour: [pick(META)] }),
    Shopify: () => callJson('PUT', shopify.control, { body: { behaviour: [pick(SHOPIFY)] } }),
  };
  const over = new AbortController();
  const running = (async () => {
    for (; !over.signal.aborted; await sleep(EVERY_MS * (0.5 + random()))) {
      const who = pick(Object.keys(acts));
      await acts[who]?.();
      told[who] = (told[who] ?? 0) + 1;
    }
  })();
  return {
    told,
    /** From here on the stand-ins behave: a failure that no call has met is taken back. */
    async stop(): Promise<void> {
      over.abort();
      await running;
      for (const { control, phoneNumberId } of custom) {
        await callJson('PUT', control, { body: { behaviour: { getObject: [], updateObject: [] } } });
        await phone(world.meta, phoneNumberId).tell({ behaviour: [] });
      }
      await callJson('PUT', shopify.control, { body: { behaviour: [] } });
    },
  };
}
