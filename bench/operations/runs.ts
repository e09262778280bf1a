import type { BenchAccount } from '../support/account.ts';
import type { Database } from '../support/measured-worker.ts';

export const CUSTOMER = '+393331234567';
export const RUNS = 1_000;
const idOf = (i: number): string => `req_${String(i).padStart(26, '0')}`;
export const FIRST_RUN = idOf(0);
const COPIED_AT_ONCE = 500;
const TABLES = [
  'accounts',
  'api_keys',
  'stores',
  'channels',
  'flows',
  'flow_versions',
  'requests',
  'request_steps',
  'charges',
];

/** Inserts requests of one customer that have ended, each with five steps and a charge. */
export async function insertRuns(db: Database, { accountId, idStore }: BenchAccount): Promise<void> {
  const now = Date.now();
  const ids = JSON.stringify(Array.from({ length: RUNS }, (_, i) => idOf(i)));
  const insert = (sql: string) => db.prepare(`insert into ${sql}`).bind(accountId, CUSTOMER, idStore, now, ids);
  await db.batch([
    insert(`requests (request_id, account_id, flow, flow_version, user_key, id_store, variables, status, outcome,
        created_at, updated_at, started_at, completed_at)
      select value, ?1, 'bench', 1, ?2, ?3, '{"language":"it"}', 'completed', 'ok', ?4, ?4, ?4, ?4 from json_each(?5)`),
    insert(`request_steps (request_id, step, visit, account_id, seq, kind, status, detail, started_at, ended_at)
      select r.value, 'step' || s.value, 1, ?1, s.value, 'branch', 'done', '{"goto":null}', ?4, ?4
      from json_each(?5) r, json_each('[1,2,3,4,5]') s`),
    insert(`charges (charge_id, account_id, user_key, request_id, kind, description, quantity, unit_price, amount,
        currency, cause, created_at)
      select 'chg_' || value, ?1, ?2, value, 'flow.run', 'Banco', 1, 50000, 50000, 'EUR', 'flow.run:' || value, ?4
      from json_each(?5)`),
  ]);
}

/** Copies the rows of the account to another D1. */
export async function copyRows(source: Database, target: Database): Promise<void> {
  for (const table of TABLES) {
    const { results } = await source.prepare(`select * from ${table}`).all();
    const columns = Object.keys(results[0] ?? {});
    const values = columns.map((name) => `value ->> '${name}'`).join(', ');
    const insert = target.prepare(`insert into ${table} (${columns.join(', ')}) select ${values} from json_each(?)`);
    for (let i = 0; i < results.length; i += COPIED_AT_ONCE) {
      await insert.bind(JSON.stringify(results.slice(i, i + COPIED_AT_ONCE))).run();
    }
  }
}
