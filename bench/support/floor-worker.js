import { WorkflowEntrypoint } from 'cloudflare:workers';

/*
 * The floor: for each operation only the work that nobody can leave out (the key's digest or the signature, the same
 * statements of D1, one queue send, JSON in and out), without validation, errors, log, or anything that makes it a product.
 */
const utf8 = new TextEncoder();
const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
const known = new Map();

async function accountOf(env, key) {
  const hash = hex(await crypto.subtle.digest('SHA-256', utf8.encode(key)));
  if (!known.has(hash)) {
    const row = await env.DB.prepare('select account_id from api_keys where hash = ?').bind(hash).first();
    known.set(hash, row.account_id);
  }
  return known.get(hash);
}

async function signed(secret, bytes) {
  const key = await crypto.subtle.importKey('raw', utf8.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
  return crypto.subtle.sign('HMAC', key, bytes);
}

const LINKED = [
  'select * from request_steps where account_id = ?1 and request_id in (CHOSEN) order by request_id, seq',
  'select * from messages where account_id = ?1 and request_id in (CHOSEN) order by message_id',
  'select * from message_statuses where account_id = ?1 and message_id in (select message_id from messages where account_id = ?1 and request_id in (CHOSEN)) order by at',
  'select * from pushes where account_id = ?1 and request_id in (CHOSEN)',
  'select * from push_attempts where account_id = ?1 and push_id in (select push_id from pushes where account_id = ?1 and request_id in (CHOSEN)) order by number',
  'select * from charges where account_id = ?1 and request_id in (CHOSEN) order by charge_id',
];
const CHOSEN_PAGE =
  'select request_id from requests where account_id = ?1 and user_key = ?2 order by request_id desc limit 20';

async function linked(env, first, chosen, ...values) {
  const statements = [first, ...LINKED.map((sql) => sql.replaceAll('CHOSEN', chosen))];
  const results = await env.DB.withSession('first-unconstrained').batch(
    statements.map((sql) => env.DB.prepare(sql).bind(...values)),
  );
  return results.map(({ results: rows }) => rows);
}

const OPERATIONS = {
  'GET /v1/getRequest': async (request, env, url) => {
    const account = await accountOf(env, request.headers.get('x-api-key'));
    const one = 'select * from requests where account_id = ?1 and request_id = ?2';
    return Response.json(await linked(env, one, '?2', account, url.searchParams.get('request_id')));
  },
  'GET /v1/getFlowByUserKey': async (request, env, url) => {
    const account = await accountOf(env, request.headers.get('x-api-key'));
    const page = `select r.*, json_extract(v.definition, '$.name') as name from requests r join flow_versions v
      on v.account_id = r.account_id and v.key = r.flow and v.version = r.flow_version
      where r.account_id = ?1 and r.user_key = ?2 order by r.request_id desc limit 21`;
    return Response.json(await linked(env, page, CHOSEN_PAGE, account, url.searchParams.get('user_key')));
  },
  'POST /v1/createRequest': async (request, env, _, context) => {
    const account = await accountOf(env, request.headers.get('x-api-key'));
    const body = await request.json();
    const session = env.DB.withSession('first-primary');
    const [flows, stores] = await session.batch([
      env.DB.prepare('select * from flows where account_id = ? and key = ?').bind(account, body.flow),
      env.DB.prepare('select * from stores where account_id = ? and deleted_at is null limit 2').bind(account),
    ]);
    const id = `req_${crypto.randomUUID().replaceAll('-', '').slice(0, 26)}`;
    const [flow, store, now] = [flows.results[0], stores.results[0], Date.now()];
    await session.batch([
      env.DB.prepare(
        `insert into requests (request_id, account_id, flow, flow_version, user_key, id_store, variables, status, wake_at,
          created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?)`,
      ).bind(id, account, flow.key, flow.version, body.user_key, store.id_store, '{}', now + 9e9, now, now),
    ]);
    context.waitUntil(env.FLOOR_RUN.createBatch([{ id, params: {} }]));
    return Response.json({ request_id: id, status: 'queued' }, { status: 201 });
  },
  'POST /webhook/facebook/': async (request, env) => {
    const bytes = await request.arrayBuffer();
    if (request.headers.get('x-hub-signature-256') !== `sha256=${hex(await signed(env.APP_SECRET, bytes))}`)
      return new Response(null, { status: 401 });
    await env.QUEUE.send(JSON.parse(new TextDecoder().decode(bytes)));
    return new Response(null, { status: 200 });
  },
  'POST /webhook/shopify/': async (request, env) => {
    const bytes = await request.arrayBuffer();
    const right = btoa(String.fromCharCode(...new Uint8Array(await signed(env.APP_SECRET, bytes))));
    if (request.headers.get('x-shopify-hmac-sha256') !== right) return new Response(null, { status: 401 });
    await env.QUEUE.send(JSON.parse(new TextDecoder().decode(bytes)));
    return new Response(null, { status: 200 });
  },
};

export class FloorRun extends WorkflowEntrypoint {
  async run() {}
}

export default {
  async fetch(request, env, context) {
    const url = new URL(request.url);
    const operation = OPERATIONS[`${request.method} ${url.pathname}`];
    return operation ? operation(request, env, url, context) : new Response(null, { status: 404 });
  },
  async queue() {},
};
