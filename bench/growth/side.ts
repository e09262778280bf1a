import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { callJson } from '../../scripts/local/api.ts';
import { benchSecrets, type DirectWorker, startDirectWorker } from '../support/direct-worker.ts';
import { type MeasuredWorker, startMeasured } from '../support/measured-worker.ts';
import { METERED } from '../support/metered.ts';
import { APP_SECRET, NUMBER } from '../support/whatsapp-number.ts';
import { type Seeded, seed } from './seed.ts';

export const WEBHOOK_SECRET = 'webhook-secret-of-the-bench';

const AT_ONCE = 4;
/** The CPU clock has ticks of 10 ms: who used none in so long has nothing left to do. */
const IDLE_MS = 80;
const PATIENCE_MS = 30_000;

export type Call = { path: string; init: RequestInit; status: number };
type Meter = Record<string, number>;

/** A Worker on a database of one size, with what it says of itself. */
export type Side = Seeded &
  MeasuredWorker & {
    size: number;
    key: string;
    idShop: string;
    handlers: Awaited<ReturnType<DirectWorker['mf']['getWorker']>>;
    meter(): Promise<Meter>;
    /** What it has logged so often so far: batches by their queue, ended runs. */
    seen: Map<string, number>;
  };

async function accountOf(worker: DirectWorker, adminToken: string, merchantUrl: string) {
  const at = (path: string) => new URL(path, worker.url).toString();
  const { account_id, api_key } = await callJson('POST', at('/admin/accounts'), {
    headers: { authorization: `Bearer ${adminToken}` },
    body: {
      name: 'Banco',
      features: ['orders'],
      price_list: { 'flow.run': '0.0500', 'message.utility': '0.0300', push: '0.0010' },
    },
  });
  const post = (path: string, body: unknown) => callJson('POST', at(path), { headers: { 'x-api-key': api_key }, body });
  const { id_store } = await post('/v1/stores', {
    name: 'Negozio',
    kind: 'custom',
    update_object: { url: merchantUrl, method: 'POST' },
    rate: { per_second: 1_000, burst: 1_000, concurrency: 100 },
  });
  const shop = await post('/v1/stores', {
    name: 'Shop',
    kind: 'shopify',
    shopify_store_name: 'bench',
    shopify_token_app: 'shpat_0123456789abcdef0123456789abcdef',
    shopify_webhook_secret: WEBHOOK_SECRET,
  });
  const channel = { name: 'WhatsApp', ...NUMBER, access_token: 'bench-token', app_secret: APP_SECRET };
  const { channel_id } = await post('/v1/channels', channel);
  await callJson('PUT', at('/v1/flows/bench'), {
    headers: { 'x-api-key': api_key },
    body: {
      name: 'Banco',
      trigger: { on: 'order.created', when: 'order.currency == "EUR"' },
      steps: [{ id: 'done', do: 'end', outcome: 'ok' }],
    },
  });
  return {
    seeded: { accountId: account_id, storeId: id_store, channelId: channel_id },
    key: api_key,
    idShop: shop.id_store,
  };
}

/** Starts a Worker and gives its only account so many requests. */
export async function startSide(size: number, merchantUrl: string): Promise<Side> {
  const secrets = benchSecrets();
  const seen = new Map<string, number>();
  const hear = (line: string) => {
    if (!line.startsWith('{')) return;
    const { event, queue, size: taken } = JSON.parse(line) as { event: string; queue?: string; size?: number };
    if (event === 'run_ended') seen.set('runs', (seen.get('runs') ?? 0) + 1);
    if (event === 'batch_done' && queue) seen.set(queue, (seen.get(queue) ?? 0) + (taken ?? 0));
    if (event.endsWith('_failed')) console.error(line);
  };
  const { worker, db, cpuMs } = await startMeasured(() =>
    startDirectWorker({ ...secrets, ALLOW_PRIVATE_ENDPOINTS: 'true' }, { around: METERED, hear }),
  );
  const { seeded, key, idShop } = await accountOf(worker, secrets.ADMIN_TOKEN, merchantUrl);
  const started = Date.now();
  await seed(worker, seeded, size);
  const pages = await db.prepare('select count(*) as n from requests').first<{ n: number }>();
  assert.equal(pages?.n, size);
  const { meta } = await db.prepare('select 1').all();
  const mb = Math.round(meta.size_after / 1e6);
  console.log(`${size} requests: ${mb} MB, made in ${Math.round((Date.now() - started) / 1_000)} s`);
  // No shop is to be reconciled while the sweep is looked at.
  await db.prepare('update stores set reconcile_at = 9000000000000 where reconcile_at is not null').run();
  return {
    ...seeded,
    size,
    key,
    idShop,
    worker,
    db,
    handlers: await worker.mf.getWorker(),
    cpuMs,
    meter: () => callJson('GET', new URL('/__meter', worker.url).toString()),
    seen,
  };
}

/** Makes calls, some at once, and gives the time of each in ms. */
export async function makeCalls({ worker }: Side, calls: Call[]): Promise<number[]> {
  const times: number[] = [];
  const waiting = calls.values();
  const client = async (): Promise<void> => {
    for (const { path, init, status } of waiting) {
      const started = performance.now();
      const answer = await fetch(new URL(path, worker.url), init);
      const text = await answer.text();
      times.push(performance.now() - started);
      assert.equal(answer.status, status, `${path}: ${text}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  return times;
}

/** Waits until the Worker has logged so many of these in all. */
export async function until({ seen }: Side, what: string, total: number): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; (seen.get(what) ?? 0) < total; await sleep(5)) {
    assert.ok(Date.now() < end, `${seen.get(what) ?? 0} of ${total} ${what} were seen`);
  }
}

/** Waits until the Worker's process does nothing any more. */
export async function idle(side: Side): Promise<void> {
  for (let before = -1; before !== side.cpuMs(); await sleep(IDLE_MS)) before = side.cpuMs();
}
