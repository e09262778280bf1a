/** Returns the statement that inserts the rows of a JSON list into these columns. */
export const rowsOf = (table, columns) =>
  `insert into ${table} (${columns}) select ${columns
    .split(',')
    .map((_, i) => `value ->> ${i}`)
    .join(', ')} from json_each(?) where true on conflict do nothing`;

const STATUS = rowsOf('message_statuses', 'message_id, status, account_id, at, detail');
export const CHARGE = rowsOf(
  'charges',
  'charge_id, account_id, user_key, request_id, kind, description, quantity, unit_price, amount, currency, cause, created_at',
);
const MESSAGE = rowsOf(
  'messages',
  'message_id, account_id, channel_id, direction, user_key, address, wamid, kind, content, status, created_at, updated_at',
);
export const EVENT = rowsOf('events', 'event_id, account_id, type, about, cause, created_at, state, body, user_key');
const CONVERSATION = `insert into conversations (channel_id, user_key, account_id, last_inbound_at, last_wamid)
  select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from json_each(?) where true
  on conflict do update set last_inbound_at = excluded.last_inbound_at, last_wamid = excluded.last_wamid`;

const eventRow = (event, userKey) => [
  event.event_id,
  event.account_id,
  `inbound.${event.type}`,
  '{}',
  event.cause,
  event.received_at,
  'applied',
  JSON.stringify(event),
  userKey,
];

async function applyStatuses(env, events) {
  const { results } = await env.DB.prepare(
    `select m.*, a.price_list from json_each(?) k join messages m on m.channel_id = k.value ->> 0 and m.wamid = k.value ->> 1
     join accounts a on a.account_id = m.account_id`,
  )
    .bind(JSON.stringify(events.map(({ channel_id, value }) => [channel_id, value.id])))
    .all();
  const byWamid = new Map(results.map((row) => [row.wamid, row]));
  const [statuses, charges, kept, now] = [[], [], [], Date.now()];
  for (const event of events) {
    const { value } = event;
    const message = byWamid.get(value.id);
    const { account_id, message_id, user_key } = message;
    statuses.push([message_id, value.status, account_id, now, JSON.stringify({ pricing: value.pricing })]);
    const kind = `message.${value.pricing.category}`;
    const price = JSON.parse(message.price_list)[kind];
    const [id, cause] = [`chg_${crypto.randomUUID()}`, `message:${message_id}`];
    charges.push([id, account_id, user_key, null, kind, kind, 1, price, price, 'EUR', cause, now]);
    kept.push(eventRow(event, user_key));
  }
  const last = new Map(statuses.map((row) => [row[0], row[1]]));
  await env.DB.batch([
    env.DB.prepare(
      `update messages set status = k.value ->> 1, updated_at = ? from json_each(?) k where message_id = k.value ->> 0`,
    ).bind(now, JSON.stringify([...last])),
    env.DB.prepare(STATUS).bind(JSON.stringify(statuses)),
    env.DB.prepare(CHARGE).bind(JSON.stringify(charges)),
    env.DB.prepare(EVENT).bind(JSON.stringify(kept)),
  ]);
}

async function applyMessages(env, events) {
  const asked = JSON.stringify(events.map(({ account_id, channel_id, value }) => [account_id, channel_id, value.from]));
  // Reads the customer's aliases, and the request that waits for a reply at the address.
  await env.DB.batch([
    env.DB.prepare(
      'select a.* from json_each(?) k join customer_aliases a on a.account_id = k.value ->> 0 and a.alias = k.value ->> 2',
    ).bind(asked),
    env.DB.prepare(
      `select r.request_id from json_each(?) k join requests r on r.channel_id = k.value ->> 1 and r.address = k.value ->> 2
       and r.wake_at is not null`,
    ).bind(asked),
  ]);
  const now = Date.now();
  const rows = events.map(({ account_id, channel_id, value }) => {
    const content = JSON.stringify({ text: value.text.body });
    const id = `msg_${crypto.randomUUID()}`;
    const user = `+${value.from}`;
    return [id, account_id, channel_id, 'in', user, value.from, value.id, 'text', content, 'received', now, now];
  });
  const conversationOf = ({ account_id, channel_id, value }) => [
    channel_id,
    `+${value.from}`,
    account_id,
    now,
    value.id,
  ];
  const conversations = events.map(conversationOf);
  await env.DB.batch([
    env.DB.prepare(CONVERSATION).bind(JSON.stringify(conversations)),
    env.DB.prepare(MESSAGE).bind(JSON.stringify(rows)),
    env.DB.prepare(EVENT).bind(JSON.stringify(events.map((event) => eventRow(event, `+${event.value.from}`)))),
  ]);
}

/** Applies statuses and messages in two round trips to D1 each: one reads, one writes. */
export async function consumeInbound(env, bodies) {
  const of = (type) => bodies.filter((body) => body.type === type);
  const [statuses, messages] = [of('status'), of('message')];
  await Promise.all([
    statuses.length > 0 ? applyStatuses(env, statuses) : null,
    messages.length > 0 ? applyMessages(env, messages) : null,
  ]);
}
