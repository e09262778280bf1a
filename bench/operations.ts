import assert from 'node:assert/strict';
import { callJson } from '../scripts/local/api.ts';
import { delivery, metaBytes, metaSignature, statusValue } from '../test/standins/meta-webhooks.ts';
import { cpuMsOf, runtimes } from './support/cpu.ts';
import { benchSecrets, type DirectWorker, startDirectWorker, startFloor } from './support/direct-worker.ts';
import { inspect, selfTimes } from './support/profile.ts';

/*
 * What an operation costs in CPU beside a floor that does only the unavoidable work, in the same runtime and run. CPU time
 * of the runtime's process, not the clock, so that other work on the machine tells little.
 */
const CALLS = Number(process.env.CALLS ?? 1_500);
const ROUNDS = 3;
const AT_ONCE = 8;
const TARGET = 1.3;
const RUNS = 1_000;

const NUMBER = { phone_number_id: '106540352242922', waba_id: '102290129340398' };
const APP_SECRET = 'bench-app-secret';
const SECRETS = benchSecrets();
const CUSTOMER = '+393331234567';
/** Says by function where the CPU goes. */
const PROFILE = process.argv.includes('--profile');
const SHOWN = 25;

type Call = { path: string; init: RequestInit; status: number };
type Operation = { name: string; calls: (i: number) => Call | Promise<Call> };
type Side = { worker: DirectWorker; pid: string };

async function started(start: () => Promise<DirectWorker>): Promise<Side> {
  const before = new Set(runtimes());
  const worker = await start();
  const pid = runtimes().find((each) => !before.has(each));
  assert.ok(pid, 'the runtime is a process of its own');
  return { worker, pid };
}

/** An account with what the operations ask for; the floor gets the same rows. */
async function setUp({ worker }: Side) {
  const at = (path: string) => new URL(path, worker.url).toString();
  const { account_id, api_key } = await callJson('POST', at('/admin/accounts'), {
    headers: { authorization: `Bearer ${SECRETS.ADMIN_TOKEN}` },
    body: { name: 'Banco' },
  });
  const headers = { 'x-api-key': api_key };
  const { id_store } = await callJson('POST', at('/v1/stores'), { headers, body: { name: 'Negozio', kind: 'custom' } });
  await callJson('POST', at('/v1/channels'), {
    headers,
    body: { name: 'WhatsApp', ...NUMBER, access_token: 'bench-token', app_secret: APP_SECRET },
  });
  const steps = [{ id: 'done', do: 'end', outcome: 'ok' }];
  await callJson('PUT', at('/v1/flows/bench'), { headers, body: { name: 'Banco', steps } });
  const db = await worker.mf.getD1Database('DB');
  const now = Date.now();
  const ids = Array.from({ length: RUNS }, (_, i) => `req_${String(i).padStart(26, '0')}`);
  await db.batch([
    db
      .prepare(
        `insert into requests (request_id, account_id, flow, flow_version, user_key, id_store, variables, status, outcome,
          created_at, updated_at, started_at, completed_at)
         select value, ?1, 'bench', 1, ?2, ?3, '{"language":"it"}', 'completed', 'ok', ?4, ?4, ?4, ?4 from json_each(?5)`,
      )
      .bind(account_id, CUSTOMER, id_store, now, JSON.stringify(ids)),
    db
      .prepare(
        `insert into request_steps (request_id, step, visit, account_id, seq, kind, status, detail, started_at, ended_at)
         select r.value, 'step' || s.value, 1, ?1, s.value, 'branch', 'done', '{"goto":null}', ?2, ?2
         from json_each(?3) r, json_each('[1,2,3,4,5]') s`,
      )
      .bind(account_id, now, JSON.stringify(ids)),
    db
      .prepare(
        `insert into charges (charge_id, account_id, user_key, request_id, kind, description, quantity, unit_price, amount,
          currency, cause, created_at)
         select 'chg_' || value, ?1, ?2, value, 'flow.run', 'Banco', 1, 50000, 50000, 'EUR', 'flow.run:' || value, ?3
         from json_each(?4)`,
      )
      .bind(account_id, CUSTOMER, now, JSON.stringify(ids)),
  ]);
  return { key: api_key, requestId: ids[0] ?? '' };
}

/** The rows of the account in another D1. */
async function copy(from: DirectWorker, to: DirectWorker): Promise<void> {
  const [source, target] = [await from.mf.getD1Database('DB'), await to.mf.getD1Database('DB')];
  for (const table of ['accounts', 'api_keys', 'stores', 'channels', 'flows', 'flow_versions', 'requests']) {
    await copyTable(source, target, table);
  }
  for (const table of ['request_steps', 'charges']) await copyTable(source, target, table);
}

type Database = Awaited<ReturnType<DirectWorker['mf']['getD1Database']>>;
async function copyTable(source: Database, target: Database, table: string): Promise<void> {
  const { results } = await source.prepare(`select * from ${table}`).all();
  const columns = Object.keys(results[0] ?? {});
  const values = columns.map((name) => `value ->> '${name}'`).join(', ');
  for (let i = 0; i < results.length; i += 500) {
    const sql = `insert into ${table} (${columns.join(', ')}) select ${values} from json_each(?)`;
    await target
      .prepare(sql)
      .bind(JSON.stringify(results.slice(i, i + 500)))
      .run();
  }
}

/** Makes calls, so many at once, and gives the CPU time of one in ms. */
async function costOf({ worker, pid }: Side, calls: Call[]): Promise<number> {
  let next = 0;
  const before = cpuMsOf(pid);
  const client = async (): Promise<void> => {
    for (let call = calls[next++]; call; call = calls[next++]) {
      const answer = await fetch(new URL(call.path, worker.url), call.init);
      await answer.arrayBuffer();
      assert.equal(answer.status, call.status, call.path);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  return (cpuMsOf(pid) - before) / calls.length;
}

async function showProfile(calls: Call[]): Promise<void> {
  const session = await inspect(await ours.worker.mf.getInspectorURL());
  await session.start();
  await costOf(ours, calls);
  const times = selfTimes(await session.stop());
  session.close();
  for (const [name, ms] of times.slice(0, SHOWN)) console.log(`  ${(ms / calls.length).toFixed(4)} ms  ${name}`);
}

const ours = await started(() => startDirectWorker(SECRETS, PROFILE));
const floor = await started(() => startFloor({ APP_SECRET }));
try {
  const { key, requestId } = await setUp(ours);
  await copy(ours.worker, floor.worker);
  const headers = { 'x-api-key': key };
  const get = (path: string): Call => ({ path, init: { headers }, status: 200 });
  const operations: Operation[] = [
    { name: 'getRequest, warm', calls: () => get(`/v1/getRequest?request_id=${requestId}`) },
    {
      name: `getFlowByUserKey, ${RUNS} runs`,
      calls: () => get(`/v1/getFlowByUserKey?user_key=${encodeURIComponent(CUSTOMER)}`),
    },
    {
      name: 'createRequest',
      calls: (i) => ({
        path: '/v1/createRequest',
        init: {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify({ flow: 'bench', user_key: `u${i}` }),
        },
        status: 201,
      }),
    },
    {
      name: 'Meta webhook',
      calls: async (i) => {
        const body = metaBytes(delivery(NUMBER, statusValue({ wamid: `w${i}`, status: 'sent', recipient: '39333' })));
        const signature = await metaSignature(body, APP_SECRET);
        return {
          path: '/webhook/facebook/',
          init: { method: 'POST', headers: { 'x-hub-signature-256': signature }, body },
          status: 200,
        };
      },
    },
  ];
  console.log('CPU of one call in ms          floor    ours   ratio  (of the rounds)');
  for (const { name, calls } of operations) {
    const made = await Promise.all(Array.from({ length: CALLS }, async (_, i) => calls(i)));
    const ratios: number[] = [];
    const costs = { ours: 0, floor: 0 };
    // The first round warms both up.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const [ofFloor, ofOurs] = [await costOf(floor, made), await costOf(ours, made)];
      if (round === 0) continue;
      costs.floor += ofFloor / ROUNDS;
      costs.ours += ofOurs / ROUNDS;
      ratios.push(ofOurs / ofFloor);
    }
    const ratio = costs.ours / costs.floor;
    const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
    console.log(
      `${name.padEnd(28)} ${costs.floor.toFixed(3).padStart(7)} ${costs.ours.toFixed(3).padStart(7)} ${ratio.toFixed(2).padStart(7)}  (${low.toFixed(2)}–${high.toFixed(2)})`,
    );
    if (ratio > TARGET) process.exitCode = 1;
    if (PROFILE) await showProfile(made);
  }
} finally {
  await Promise.all([ours.worker.stop(), floor.worker.stop()]);
}
