import { randomUUID } from 'node:crypto';
import { eventually } from '../../scripts/local/api.ts';
import type { WebhookEvent } from '../../src/domain/inbound-event.ts';
import { replyValue, statusValue } from '../../test/standins/meta-webhooks.ts';
import { type BenchAccount, NUMBER } from '../support/account.ts';
import { insertPushes } from '../support/insert-pushes.ts';
import type { MeasuredWorker } from '../support/measured-worker.ts';
import type { Measured } from './measured.ts';
import { CUSTOMER } from './runs.ts';

const CONSUMER_TARGET = 1.5;
const MESSAGES = 500;
const PUSHES = 1_000;
const STATUSES = ['sent', 'delivered', 'read'];
const SENT_AT_ONCE = 100;

async function send(side: MeasuredWorker, queue: 'INBOUND' | 'PUSHES', bodies: unknown[]): Promise<void> {
  const producer = await side.worker.mf.getQueueProducer(queue);
  for (let i = 0; i < bodies.length; i += SENT_AT_ONCE) {
    await producer.sendBatch(bodies.slice(i, i + SENT_AT_ONCE).map((body) => ({ body, contentType: 'json' })));
  }
}

/** Waits until a query finds no row. */
const noneLeft = (side: MeasuredWorker, what: string, sql: string, ...values: unknown[]) => {
  const statement = side.db.prepare(sql).bind(...values);
  return eventually(what, async () => ((await statement.first()) ? null : true), 120_000);
};

function eventOf(account: BenchAccount, type: 'status' | 'message', delivered: Record<string, any>): WebhookEvent {
  const value = type === 'status' ? delivered.statuses[0] : delivered.messages[0];
  return {
    type,
    event_id: `evt_${randomUUID()}`,
    cause: `${type}:${value.id}:${value.status ?? ''}`,
    account_id: account.accountId,
    channel_id: account.channelId,
    waba_id: NUMBER.waba_id,
    field: 'messages',
    received_at: Date.now(),
    value,
    contact: delivered.contacts?.[0] ?? null,
    claim: null,
  };
}

/** Three statuses of each message that was sent, and a reply. */
const inbound = (account: BenchAccount): Measured => ({
  name: 'inbound consumer',
  unit: 'events',
  count: MESSAGES * (STATUSES.length + 1),
  target: CONSUMER_TARGET,
  async prepare(side) {
    const now = Date.now();
    const sent = Array.from({ length: MESSAGES }, (_, i) => ({
      wamid: `wamid.${randomUUID()}`,
      recipient: String(393_000_000_000 + Math.floor(Math.random() * 1e8) * 10 + (i % 10)),
    }));
    await side.db
      .prepare(
        `insert into messages (message_id, account_id, channel_id, direction, user_key, address, wamid, kind, content,
          status, created_at, updated_at)
         select 'msg_' || (value ->> 'wamid'), ?1, ?2, 'out', '+' || (value ->> 'recipient'), value ->> 'recipient',
          value ->> 'wamid', 'text', '{}', 'accepted', ?3, ?3 from json_each(?4)`,
      )
      .bind(account.accountId, account.channelId, now, JSON.stringify(sent))
      .run();
    const events = sent.flatMap(({ wamid, recipient }) => [
      ...STATUSES.map((status) => eventOf(account, 'status', statusValue({ wamid, status, recipient }))),
      eventOf(account, 'message', replyValue({ from: recipient, text: 'Buongiorno' })),
    ]);
    const ids = JSON.stringify(events.map(({ event_id }) => event_id));
    const unapplied = `select 1 from json_each(?) k where not exists
      (select 1 from events where event_id = k.value and state = 'applied') limit 1`;
    return async () => {
      await send(side, 'INBOUND', events);
      await noneLeft(side, 'every event applied', unapplied, ids);
    };
  },
});

const pushes = (account: BenchAccount): Measured => ({
  name: 'push consumer',
  unit: 'pushes',
  count: PUSHES,
  target: CONSUMER_TARGET,
  async prepare(side) {
    const ids = Array.from({ length: PUSHES }, () => `psh_${randomUUID()}`);
    await insertPushes(side.db, account, ids, CUSTOMER);
    const undelivered = `select 1 from pushes where state <> 'delivered' limit 1`;
    return async () => {
      await send(
        side,
        'PUSHES',
        ids.map((push_id) => ({ push_id })),
      );
      await noneLeft(side, 'every push delivered', undelivered);
    };
  },
});

export const consumers = (account: BenchAccount): Measured[] => [inbound(account), pushes(account)];
