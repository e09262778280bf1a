import { CHARGE, EVENT, rowsOf } from './consume-inbound.js';

const ORDER = rowsOf(
  'orders',
  'id, account_id, id_store, order_id, source, order_number, user_key, phone, currency, total, payment_method, customer, shipping_address, items, variables, placed_at, creation_seen_at, created_at',
);
const REQUEST = rowsOf(
  'requests',
  'request_id, account_id, flow, flow_version, user_key, id_store, object_type, object_id, channel_id, address, variables, initial_variables, status, cause, wake_at, created_at, updated_at, started_at',
);
const MESSAGE = rowsOf(
  'messages',
  'message_id, account_id, channel_id, direction, user_key, address, wamid, request_id, step, visit, kind, content, status, created_at, updated_at',
);
const STEP = rowsOf(
  'request_steps',
  'request_id, step, visit, account_id, seq, kind, status, detail, result, started_at, ended_at',
);
const ENDED = `update requests set status = 'completed', outcome = 'ok', wake_at = null, completed_at = ?1, updated_at = ?1
  where request_id in (select value ->> 0 from json_each(?2))`;
const READ =
  'query Order($id: ID!) { order(id: $id) { phone totalPriceSet { shopMoney { amount } } customer { firstName } } }';

const idOf = (prefix) => `${prefix}_${crypto.randomUUID().replaceAll('-', '').slice(0, 26)}`;

async function post(url, headers, json) {
  const body = JSON.stringify(json);
  return (
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
  ).json();
}

/** Makes the rows of an order that is written before its run. */
function arrived({ account_id, id_store, channel_id, payload }, now) {
  const { admin_graphql_api_id: gid, phone, ...order } = JSON.parse(payload);
  const [request, cause, total] = [idOf('req'), `order:${gid}`, Number(order.total_price) * 1e6];
  const texts = [order.customer, order.shipping_address, order.line_items].map((value) => JSON.stringify(value));
  const head = [idOf('ord'), account_id, id_store, gid, 'shopify', order.name, phone, phone, order.currency, total];
  const of = [request, account_id, 'bench', 1, phone, id_store, 'order', gid, channel_id, phone.slice(1), '{}', '{}'];
  const charge = [idOf('chg'), account_id, phone, request, 'flow.run', 'bench', 1, 50_000, 50_000, 'EUR', request, now];
  return {
    run: { request, account_id, channel_id, phone, gid },
    order: [...head, 'cod', ...texts, '{}', now, now, now],
    request: [...of, 'running', cause, now + 9e9, now, now, now],
    charge,
    event: [idOf('evt'), account_id, 'inbound.order', '{}', cause, now, 'applied', payload, phone],
  };
}

/** Reads the order and sends the question. Returns the rows of the message and the steps. */
async function run(env, { request, account_id, channel_id, phone, gid }) {
  const started = Date.now();
  const { data } = await post(
    `${env.SHOPIFY_ADMIN_URL.replace('{store}', env.SHOP)}/admin/api/2026-10/graphql.json`,
    { 'x-shopify-access-token': env.SHOP_TOKEN },
    { query: READ, variables: { id: gid } },
  );
  const { order } = data;
  const texts = [order.customer.firstName, order.totalPriceSet.shopMoney.amount];
  const parameters = texts.map((text) => ({ type: 'text', text }));
  const template = { name: 'cod_confirm', language: { code: 'it' }, components: [{ type: 'body', parameters }] };
  const id = idOf('msg');
  const { messages } = await post(
    `${env.META_GRAPH_URL}/v25.0/${env.PHONE_NUMBER_ID}/messages`,
    { authorization: `Bearer ${env.TOKEN}` },
    { messaging_product: 'whatsapp', to: order.phone, type: 'template', template, biz_opaque_callback_data: id },
  );
  const now = Date.now();
  const address = [id, account_id, channel_id, 'out', phone, phone.slice(1), messages[0].id, request];
  const step = (name, seq, kind, result) => [
    request,
    name,
    1,
    account_id,
    seq,
    kind,
    'done',
    '{}',
    JSON.stringify(result),
    started,
    now,
  ];
  return {
    message: [...address, 'ask', 1, 'template', JSON.stringify(template), 'accepted', now, now],
    steps: [step('order', 1, 'get_object', order), step('ask', 2, 'send_message', { id }), step('done', 3, 'end', {})],
  };
}

/** Inserts orders with their requests, runs them at once, and writes what they did: two round trips to D1. */
export async function consumeOrders(env, bodies) {
  const insert = (sql, rows) => env.DB.prepare(sql).bind(JSON.stringify(rows));
  const rows = bodies.map((body) => arrived(body, Date.now()));
  await env.DB.batch([
    insert(
      EVENT,
      rows.map(({ event }) => event),
    ),
    insert(
      ORDER,
      rows.map(({ order }) => order),
    ),
    insert(
      REQUEST,
      rows.map(({ request }) => request),
    ),
    insert(
      CHARGE,
      rows.map(({ charge }) => charge),
    ),
  ]);
  const runs = await Promise.all(rows.map((row) => run(env, row.run)));
  await env.DB.batch([
    insert(
      MESSAGE,
      runs.map(({ message }) => message),
    ),
    insert(
      STEP,
      runs.flatMap(({ steps }) => steps),
    ),
    env.DB.prepare(ENDED).bind(Date.now(), JSON.stringify(rows.map(({ request }) => request))),
  ]);
}
