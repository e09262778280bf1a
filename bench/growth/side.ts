import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { callJson } from '../../scripts/local/api.ts';
import { type BenchAccount, END, setUpAccount } from '../support/account.ts';
import { benchSecrets, type DirectWorker, startDirectWorker } from '../support/direct-worker.ts';
import { type MeasuredWorker, startMeasured } from '../support/measured-worker.ts';
import { seed } from './seed.ts';

/** The CPU clock has ticks of 10 ms: a process without one for so long is idle. */
const IDLE_MS = 80;
const TIMEOUT_MS = 30_000;
/** Reads an order, to which the parcels are added. */
const PARCELS_FLOW = { name: 'Pacchi', steps: [{ id: 'order', do: 'get_object', save_as: 'order' }, END] };
const FLOW = { trigger: { on: 'order.created', when: 'order.currency == "EUR"' }, steps: [END] };

/** A Worker on a database of one size. */
export type Side = BenchAccount &
  MeasuredWorker & {
    size: number;
    handlers: Awaited<ReturnType<DirectWorker['mf']['getWorker']>>;
    meter(): Promise<Record<string, number>>;
    /** Counts ended runs, and consumed messages by queue, from the Worker's log. */
    logged: Map<string, number>;
  };

/** Starts a Worker whose only account has `size` requests. */
export async function startSide(size: number, merchant: string): Promise<Side> {
  const secrets = benchSecrets();
  const logged = new Map<string, number>();
  const onLog = (line: string) => {
    if (!line.startsWith('{')) return;
    const { event, queue, size: count } = JSON.parse(line) as { event: string; queue?: string; size?: number };
    if (event === 'run_ended') logged.set('runs', (logged.get('runs') ?? 0) + 1);
    if (event === 'batch_done' && queue) logged.set(queue, (logged.get(queue) ?? 0) + (count ?? 0));
    if (event.endsWith('_failed')) console.error(line);
  };
  const { worker, db, cpuMs } = await startMeasured(() =>
    startDirectWorker({ ...secrets, ALLOW_PRIVATE_ENDPOINTS: 'true' }, { metered: true, onLog }),
  );
  const account = await setUpAccount(worker, secrets.ADMIN_TOKEN, { merchant, flow: FLOW });
  await account.call('PATCH', `/v1/stores/${account.idStore}`, { get_object: { url: merchant } });
  await account.putFlow('parcels', PARCELS_FLOW);
  const started = Date.now();
  await seed(db, account, size);
  const pages = await db.prepare('select count(*) as n from requests').first<{ n: number }>();
  assert.equal(pages?.n, size);
  const { meta } = await db.prepare('select 1').all();
  const mb = Math.round(meta.size_after / 1e6);
  console.log(`${size} requests: ${mb} MB, made in ${Math.round((Date.now() - started) / 1_000)} s`);
  // The sweep is measured without reconciling shops.
  await db.prepare('update stores set reconcile_at = 9000000000000 where reconcile_at is not null').run();
  return {
    ...account,
    size,
    worker,
    db,
    handlers: await worker.mf.getWorker(),
    cpuMs,
    meter: () => callJson('GET', new URL('/__meter', worker.url).toString()),
    logged,
  };
}

/** Does some work and waits until the Worker has logged `count` more of `what`. */
export async function withLogged<Result>(
  { logged }: Side,
  what: string,
  count: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const total = (logged.get(what) ?? 0) + count;
  const result = await work();
  for (const end = Date.now() + TIMEOUT_MS; (logged.get(what) ?? 0) < total; await sleep(5)) {
    assert.ok(Date.now() < end, `${logged.get(what) ?? 0} of ${total} ${what} were logged`);
  }
  return result;
}

/** Waits until the Worker's process is idle. */
export async function idle(side: Side): Promise<void> {
  for (let before = -1; before !== side.cpuMs(); await sleep(IDLE_MS)) before = side.cpuMs();
}
