import { DurableObject } from 'cloudflare:workers';
import { base64, signed } from './signed.js';

/** Counts the calls of a store and stores the count, the least that a rate limit needs. */
export class FloorRate extends DurableObject {
  count = 0;

  async reserve(count) {
    this.count += count;
    this.ctx.storage.kv.put('count', this.count);
    return true;
  }

  async report(count) {
    this.count -= count;
    this.ctx.storage.kv.put('count', this.count);
  }
}

async function push(env, row, url) {
  const { push_id, account_id, object_type, object_id, sequence, variables, request_id, flow, user_key } = row;
  const body = JSON.stringify({
    id: push_id,
    type: object_type,
    object_id,
    sequence,
    variables: JSON.parse(variables),
    request_id,
    flow,
    user_key,
    created_at: new Date(row.created_at).toISOString(),
  });
  const timestamp = Math.floor(Date.now() / 1_000);
  const started = Date.now();
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': push_id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': `v1,${base64(await signed(env.APP_SECRET, `${push_id}.${timestamp}.${body}`))}`,
    },
    body,
  });
  const text = await answer.text();
  const now = Date.now();
  return [
    env.DB.prepare(
      `update pushes set state = 'delivered', held_until = null, attempts = 1, updated_at = ?1, delivered_at = ?1
       where push_id = ?2 and state <> 'cancelled'`,
    ).bind(now, push_id),
    env.DB.prepare(
      `insert into push_attempts (push_id, number, account_id, started_at, duration_ms, status, error, answer)
       values (?, 1, ?, ?, ?, ?, null, ?) on conflict do nothing`,
    ).bind(push_id, account_id, started, now - started, answer.status, text),
    env.DB.prepare(
      `insert into charges (charge_id, account_id, user_key, request_id, kind, description, quantity, unit_price, amount,
        currency, cause, created_at) values (?, ?, ?, ?, 'push', ?, 1, 1000, 1000, 'EUR', ?, ?) on conflict do nothing`,
    ).bind(`chg_${crypto.randomUUID()}`, account_id, user_key, request_id, object_id, `push:${push_id}`, now),
  ];
}

/** Delivers a batch: one statement that claims the pushes, one call of the store's rate limit, the pushes, one write. */
export async function consumePushes(env, bodies) {
  const ids = JSON.stringify(bodies.map(({ push_id }) => push_id));
  const [{ results: rows }, { results: stores }] = await env.DB.batch([
    env.DB.prepare(
      `update pushes set state = 'in_flight' where push_id in (select value from json_each(?)) and state = 'pending'
       returning *`,
    ).bind(ids),
    env.DB.prepare(
      'select * from stores where id_store in (select id_store from pushes where push_id in (select value from json_each(?)))',
    ).bind(ids),
  ]);
  const rate = env.RATE.getByName(stores[0].id_store);
  await rate.reserve(rows.length);
  const { url } = JSON.parse(stores[0].update_object);
  const written = await Promise.all(rows.map((row) => push(env, row, url)));
  await rate.report(rows.length);
  await env.DB.batch(written.flat());
}
