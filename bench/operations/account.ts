import { callJson } from '../../scripts/local/api.ts';
import type { Database, MeasuredWorker } from '../support/measured-worker.ts';
import { APP_SECRET, NUMBER } from '../support/whatsapp-number.ts';

export const CUSTOMER = '+393331234567';
export const RUNS = 1_000;
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

export type Account = {
  key: string;
  accountId: string;
  storeId: string;
  idShop: string;
  channelId: string;
  requestId: string;
};

/** Requests of one customer that have ended, each with five steps and a charge. */
async function insertRuns(db: Database, accountId: string, storeId: string): Promise<string> {
  const now = Date.now();
  const ids = JSON.stringify(Array.from({ length: RUNS }, (_, i) => `req_${String(i).padStart(26, '0')}`));
  await db.batch([
    db
      .prepare(
        `insert into requests (request_id, account_id, flow, flow_version, user_key, id_store, variables, status, outcome,
          created_at, updated_at, started_at, completed_at)
         select value, ?1, 'bench', 1, ?2, ?3, '{"language":"it"}', 'completed', 'ok', ?4, ?4, ?4, ?4 from json_each(?5)`,
      )
      .bind(accountId, CUSTOMER, storeId, now, ids),
    db
      .prepare(
        `insert into request_steps (request_id, step, visit, account_id, seq, kind, status, detail, started_at, ended_at)
         select r.value, 'step' || s.value, 1, ?1, s.value, 'branch', 'done', '{"goto":null}', ?2, ?2
         from json_each(?3) r, json_each('[1,2,3,4,5]') s`,
      )
      .bind(accountId, now, ids),
    db
      .prepare(
        `insert into charges (charge_id, account_id, user_key, request_id, kind, description, quantity, unit_price, amount,
          currency, cause, created_at)
         select 'chg_' || value, ?1, ?2, value, 'flow.run', 'Banco', 1, 50000, 50000, 'EUR', 'flow.run:' || value, ?3
         from json_each(?4)`,
      )
      .bind(accountId, CUSTOMER, now, ids),
  ]);
  return `req_${'0'.repeat(26)}`;
}

/** An account with a flow, a merchant's store at this address, a shop of Shopify, a WhatsApp number, and runs. */
export async function setUp({ worker, db }: MeasuredWorker, adminToken: string, merchant: string): Promise<Account> {
  const at = (path: string) => new URL(path, worker.url).toString();
  const prices = { 'flow.run': '0.0500', 'message.utility': '0.0691', push: '0.0010' };
  const { account_id, api_key } = await callJson('POST', at('/admin/accounts'), {
    headers: { authorization: `Bearer ${adminToken}` },
    body: { name: 'Banco', price_list: prices },
  });
  const headers = { 'x-api-key': api_key };
  const { id_store } = await callJson('POST', at('/v1/stores'), {
    headers,
    body: {
      name: 'Negozio',
      kind: 'custom',
      update_object: { url: merchant },
      rate: { per_second: 1_000, burst: 1_000, concurrency: 100 },
    },
  });
  const shop = await callJson('POST', at('/v1/stores'), {
    headers,
    body: {
      name: 'Shop',
      kind: 'shopify',
      shopify_store_name: 'bench',
      shopify_token_app: 'shpat_0123456789abcdef0123456789abcdef',
      shopify_webhook_secret: APP_SECRET,
    },
  });
  const { channel_id } = await callJson('POST', at('/v1/channels'), {
    headers,
    body: { name: 'WhatsApp', ...NUMBER, access_token: 'bench-token', app_secret: APP_SECRET },
  });
  const steps = [{ id: 'done', do: 'end', outcome: 'ok' }];
  await callJson('PUT', at('/v1/flows/bench'), { headers, body: { name: 'Banco', steps } });
  const requestId = await insertRuns(db, account_id, id_store);
  return {
    key: api_key,
    accountId: account_id,
    storeId: id_store,
    idShop: shop.id_store,
    channelId: channel_id,
    requestId,
  };
}

async function copyTable(source: Database, target: Database, table: string): Promise<void> {
  const { results } = await source.prepare(`select * from ${table}`).all();
  const columns = Object.keys(results[0] ?? {});
  const values = columns.map((name) => `value ->> '${name}'`).join(', ');
  const insert = target.prepare(`insert into ${table} (${columns.join(', ')}) select ${values} from json_each(?)`);
  for (let i = 0; i < results.length; i += COPIED_AT_ONCE) {
    await insert.bind(JSON.stringify(results.slice(i, i + COPIED_AT_ONCE))).run();
  }
}

/** Gives another D1 the rows of the account. */
export async function copy(from: MeasuredWorker, to: MeasuredWorker): Promise<void> {
  for (const table of TABLES) await copyTable(from.db, to.db, table);
}
