import { consumeInbound } from './consume-inbound.js';
import { consumeOrders } from './consume-orders.js';
import { consumePushes } from './consume-pushes.js';
import { linked } from './linked.js';
import { base64, digest, hex, signed } from './signed.js';

/*
 * The floor: for each operation only the unavoidable work (the digest and rate limit of the key, the signature, one line of
 * log, D1 statements that read and write as much, one queue send, JSON in and out), without validation, errors or features.
 */
const owners = new Map();

/** Returns the account of a key, with its channel. */
async function ownerOf(key, env) {
  const hash = await digest(key);
  if (!owners.has(hash)) {
    const sql =
      'select k.account_id, c.channel_id from api_keys k left join channels c using (account_id) where hash = ?';
    owners.set(hash, { hash, ...(await env.DB.prepare(sql).bind(hash).first()) });
  }
  return owners.get(hash);
}

async function accountOf(request, env) {
  const { hash, account_id } = await ownerOf(request.headers.get('x-api-key'), env);
  const { success } = await env.KEY_RATE.limit({ key: hash });
  if (!success) throw new Error('too many calls');
  return account_id;
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
  'POST /webhook/facebook/': async (request, env) => {
    const bytes = await request.arrayBuffer();
    if (request.headers.get('x-hub-signature-256') !== `sha256=${hex(await signed(env.APP_SECRET, bytes))}`)
      return new Response(null, { status: 401 });
    await env.INBOUND.send(JSON.parse(new TextDecoder().decode(bytes)));
    return answer({}, null);
  },
  'POST /webhook/shopify/': async (request, env, url) => {
    const { account_id, channel_id } = await ownerOf(url.searchParams.get('api_key'), env);
    const bytes = await request.arrayBuffer();
    if (request.headers.get('x-shopify-hmac-sha256') !== base64(await signed(env.APP_SECRET, bytes)))
      return new Response(null, { status: 401 });
    const id_store = url.searchParams.get('id_store');
    const payload = new TextDecoder().decode(bytes);
    await env.INBOUND.send({ type: 'order', id_store, account_id, channel_id, payload });
    return answer({}, null);
  },
};

export { FloorRate } from './consume-pushes.js';

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    const operation = OPERATIONS[`${request.method} ${url.pathname}`];
    return operation ? operation(request, env, url) : new Response(null, { status: 404 });
  },
  async queue(batch, env) {
    const bodies = batch.messages.map(({ body }) => body);
    if (batch.queue.startsWith('pushes')) return consumePushes(env, bodies);
    const orders = bodies.filter(({ type }) => type === 'order');
    await Promise.all([consumeInbound(env, bodies), orders.length > 0 ? consumeOrders(env, orders) : null]);
  },
};
