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
const WORD = rowsOf('conversation_words', 'account_id, word, conversation_id, seen_at');
const OUTBOX = rowsOf('outbox_events', 'account_id, seq, event_id, type, object_id, sequence, facts, created_at');
const COUNTER = `insert into conversation_counters (account_id, seq) values (?, 1) on conflict do update set seq = seq + 1
  returning seq`;
const CONVERSATION = `${rowsOf(
  'conversations',
  'channel_id, user_key, account_id, last_inbound_at, last_wamid, conversation_id, waiting_since, unread, seq, last_message_id, last_at',
).replace('nothing', '')} update set last_inbound_at = excluded.last_inbound_at, last_wamid = excluded.last_wamid,
  unread = unread + 1, seq = excluded.seq, last_message_id = excluded.last_message_id, last_at = excluded.last_at`;
const STATUSES = ['sent', 'delivered', 'read'];

let position = 0;
/** Returns the row of an event that a subscription may want. */
function outboxRow(account_id, type, object_id, sequence, facts) {
  const now = Date.now();
  position = Math.max(position + 1, now * 1_000);
  return [account_id, position, `evt_${crypto.randomUUID()}`, type, object_id, sequence, JSON.stringify(facts), now];
}

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
  const [statuses, charges, kept, outbox, now] = [[], [], [], [], Date.now()];
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
    const facts = { message_id, channel_id: message.channel_id, request_id: message.request_id, kind: message.kind };
    const sequence = STATUSES.indexOf(value.status) + 1;
    outbox.push(outboxRow(account_id, `message.${value.status}`, message_id, sequence, facts));
  }
  const last = new Map(statuses.map((row) => [row[0], row[1]]));
  await env.DB.batch([
    env.DB.prepare(
      `update messages set status = k.value ->> 1, updated_at = ? from json_each(?) k where message_id = k.value ->> 0`,
    ).bind(now, JSON.stringify([...last])),
    env.DB.prepare(STATUS).bind(JSON.stringify(statuses)),
    env.DB.prepare(CHARGE).bind(JSON.stringify(charges)),
    env.DB.prepare(EVENT).bind(JSON.stringify(kept)),
    env.DB.prepare(OUTBOX).bind(JSON.stringify(outbox)),
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
  const [rows, conversations, words, outbox] = [[], [], [], []];
  for (const { account_id, channel_id, value } of events) {
    const content = JSON.stringify({ text: value.text.body });
    const [id, conversation] = [`msg_${crypto.randomUUID()}`, `cnv_${crypto.randomUUID()}`];
    const user = `+${value.from}`;
    rows.push([id, account_id, channel_id, 'in', user, value.from, value.id, 'text', content, 'received', now, now]);
    conversations.push([channel_id, user, account_id, now, value.id, conversation, now, 1, now, id, now]);
    for (const word of value.text.body.toLowerCase().split(' ')) words.push([account_id, word, conversation, now]);
    const facts = { message_id: id, channel_id, kind: 'text' };
    outbox.push(
      outboxRow(account_id, 'message.received', id, 1, facts),
      outboxRow(account_id, 'conversation.opened', conversation, 1, { channel_id }),
      outboxRow(account_id, 'conversation.waiting', conversation, 2, { channel_id }),
    );
  }
  await env.DB.batch([
    env.DB.prepare(COUNTER).bind(events[0].account_id),
    env.DB.prepare(CONVERSATION).bind(JSON.stringify(conversations)),
    env.DB.prepare(WORD).bind(JSON.stringify(words)),
    env.DB.prepare(MESSAGE).bind(JSON.stringify(rows)),
    env.DB.prepare(EVENT).bind(JSON.stringify(events.map((event) => eventRow(event, `+${event.value.from}`)))),
    env.DB.prepare(OUTBOX).bind(JSON.stringify(outbox)),
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
