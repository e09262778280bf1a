import { WorkflowEntrypoint } from 'cloudflare:workers';
import { consumeInbound } from './consume-inbound.js';
import { consumePushes } from './consume-pushes.js';
import { linked } from './linked.js';
import { base64, digest, hex, signed } from './signed.js';

/*
 * The floor: for each operation only the unavoidable work (the digest and rate limit of the key, the signature, one line of
 * log, D1 statements that read and write as much, one queue send, JSON in and out), without validation, errors or features.
 */
const accounts = new Map();

async function accountOf(request, env) {
  const hash = await digest(request.headers.get('x-api-key'));
  if (!accounts.has(hash)) {
    const row = await env.DB.prepare('select account_id from api_keys where hash = ?').bind(hash).first();
    accounts.set(hash, row.account_id);
  }
  const { success } = await env.KEY_RATE.limit({ key: hash });
  if (!success) throw new Error('too many calls');
  return accounts.get(hash);
}

/** Returns an answer with its trace id and logs one line with the same id. */
function answer(body, bookmark, status = 200) {
  const id = crypto.randomUUID();
  console.log(JSON.stringify({ event: 'call', trace_id: id, status }));
  return Response.json(body, { status, headers: { 'x-trace-id': id, 'x-d1-bookmark': bookmark ?? '' } });
}

/** A customer's rows may have any of the customer's keys: phone number or aliases. */
const KEPT_KEY = `coalesce((select user_key from customer_aliases where account_id = ?1 and alias = ltrim(?2, '+')), ?2)`;
const KEYS = `(select ?2 as user_key union select ${KEPT_KEY} union
  select '+' || alias from customer_aliases where account_id = ?1 and user_key = ${KEPT_KEY})`;
const newest = (limit) => `select r.request_id from ${KEYS} k, requests r where r.request_id in
  (select request_id from requests where account_id = ?1 and user_key = k.user_key order by request_id desc limit ${limit})
  order by r.request_id desc limit ${limit}`;

const OPERATIONS = {
  'GET /v1/getRequest': async (request, env, url) => {
    const account = await accountOf(request, env);
    const one = 'select * from requests where account_id = ?1 and request_id = ?2';
    return answer(...(await linked(env, one, '?2', account, url.searchParams.get('request_id'))));
  },
  'GET /v1/getFlowByUserKey': async (request, env, url) => {
    const account = await accountOf(request, env);
    const page = `select r.*, json_extract(v.definition, '$.name') as name from requests r join flow_versions v
      on v.account_id = r.account_id and v.key = r.flow and v.version = r.flow_version
      where r.account_id = ?1 and r.request_id in (${newest(21)}) order by r.request_id desc`;
    return answer(...(await linked(env, page, newest(20), account, url.searchParams.get('user_key'))));
  },
  'POST /v1/createRequest': async (request, env, _, context) => {
    const account = await accountOf(request, env);
    const body = await request.json();
    const session = env.DB.withSession('first-primary');
    const [flows, stores] = await session.batch([
      session
        .prepare(
          'select f.*, v.definition from flows f join flow_versions v using (account_id, key, version) where account_id = ? and key = ?',
        )
        .bind(account, body.flow),
      session.prepare('select * from stores where account_id = ? and deleted_at is null limit 2').bind(account),
    ]);
    const id = `req_${crypto.randomUUID().replaceAll('-', '').slice(0, 26)}`;
    const [flow, store, now] = [flows.results[0], stores.results[0], Date.now()];
    const row = { request_id: id, flow: flow.key, user_key: body.user_key, id_store: store.id_store, status: 'queued' };
    await session.batch([
      session
        .prepare(
          `insert into requests (request_id, account_id, flow, flow_version, user_key, id_store, variables, status, wake_at,
          created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?)`,
        )
        .bind(id, account, flow.key, flow.version, body.user_key, store.id_store, '{}', now + 9e9, now, now),
    ]);
    context.waitUntil(env.FLOOR_RUN.createBatch([{ id, params: { account_id: account } }]));
    return answer(row, session.getBookmark(), 201);
  },
  'POST /webhook/facebook/': async (request, env) => {
    const bytes = await request.arrayBuffer();
    if (request.headers.get('x-hub-signature-256') !== `sha256=${hex(await signed(env.APP_SECRET, bytes))}`)
      return new Response(null, { status: 401 });
    await env.INBOUND.send(JSON.parse(new TextDecoder().decode(bytes)));
    return answer({}, null);
  },
  'POST /webhook/shopify/': async (request, env) => {
    const bytes = await request.arrayBuffer();
    if (request.headers.get('x-shopify-hmac-sha256') !== base64(await signed(env.APP_SECRET, bytes)))
      return new Response(null, { status: 401 });
    await env.INBOUND.send({ payload: new TextDecoder().decode(bytes) });
    return answer({}, null);
  },
};

/** A run: reads the request, begins it with its charge and ends it, with one write each. */
export class FloorRun extends WorkflowEntrypoint {
  async run({ instanceId, payload }) {
    const { DB } = this.env;
    const now = Date.now();
    const [{ results }] = await DB.batch([
      DB.prepare(
        `select r.*, v.definition, a.* from requests r join accounts a using (account_id)
         join flow_versions v on v.account_id = r.account_id and v.key = r.flow and v.version = r.flow_version
         where request_id = ?`,
      ).bind(instanceId),
      DB.prepare('select * from request_steps where request_id = ? order by seq').bind(instanceId),
    ]);
    const { user_key } = results[0];
    await DB.batch([
      DB.prepare(`update requests set status = 'running', started_at = ? where request_id = ?`).bind(now, instanceId),
      DB.prepare(
        `insert into charges (charge_id, account_id, user_key, request_id, kind, description, quantity, unit_price, amount,
          currency, cause, created_at) values (?, ?, ?, ?, 'flow.run', 'bench', 1, 50000, 50000, 'EUR', ?, ?)`,
      ).bind(`chg_${instanceId}`, payload.account_id, user_key, instanceId, `flow.run:${instanceId}`, now),
    ]);
    await DB.batch([
      DB.prepare(
        `insert into request_steps (request_id, step, visit, account_id, seq, kind, status, detail, started_at, ended_at)
         values (?, 'done', 1, ?, 1, 'end', 'done', '{}', ?3, ?3)`,
      ).bind(instanceId, payload.account_id, now),
      DB.prepare(
        `update requests set status = 'completed', outcome = 'ok', wake_at = null, completed_at = ? where request_id = ?`,
      ).bind(now, instanceId),
    ]);
  }
}

export { FloorRate } from './consume-pushes.js';

export default {
  async fetch(request, env, context) {
    const url = new URL(request.url);
    const operation = OPERATIONS[`${request.method} ${url.pathname}`];
    return operation ? operation(request, env, url, context) : new Response(null, { status: 404 });
  },
  async queue(batch, env) {
    const bodies = batch.messages.map(({ body }) => body);
    await (batch.queue.startsWith('inbound') ? consumeInbound(env, bodies) : consumePushes(env, bodies));
  },
};
