import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import type { InboundEvent, WebhookEvent } from '../../src/domain/inbound-event';
import { stubInboundQueue } from '../support/inbound-queue-stub';
import { newScene } from '../support/scene';
import { documentedSamples, ownSamples, readdress } from '../support/whatsapp-samples';
import { mutationsOf } from './mutate';

const LATER_MS = 11 * 60_000;
afterEach(() => vi.useRealTimers());

/** Gives a body message, status and customer ids that no other case uses. */
function tag(body: any, n: number): any {
  const copy = structuredClone(body);
  for (const { changes } of copy.entry) {
    for (const { value } of changes) {
      for (const item of value.messages ?? []) Object.assign(item, { id: `wamid.in.${n}.${item.type}`, case: n });
      for (const item of value.statuses ?? []) Object.assign(item, { id: `wamid.out.${n}`, case: n });
      if (!value.messages && !value.statuses) value.case = n;
    }
  }
  return copy;
}

const isWebhook = (event: InboundEvent): event is WebhookEvent => event.type !== 'media';

test('any malformed delivery is rejected, or all of its content is applied or kept', async () => {
  const scene = await newScene();
  const inbound = stubInboundQueue();
  const accepted: WebhookEvent[] = [];
  const later: InboundEvent[] = [];
  const answers = new Map<number, number>();
  const samples = [...ownSamples, ...documentedSamples].map(({ body }) => ({ body: readdress(body, scene) }));
  // Every second status belongs to one of our messages.
  await env.DB.prepare(
    `insert into messages (message_id, account_id, channel_id, direction, user_key, address, wamid, kind, content,
      status, created_at, updated_at)
    select 'msg_' || value || ?1, ?2, ?1, 'out', '+393331230000', '393331230000', 'wamid.out.' || value, 'text', '{}',
      'accepted', 1, 1 from json_each(?3)`,
  )
    .bind(scene.channelId, scene.accountId, JSON.stringify(Array.from({ length: 2_000 }, (_, i) => 2 * i)))
    .run();
  let cases = 0;
  const consume = async () => {
    while (inbound.queued.length > 0) {
      const batch = inbound.queued.splice(0, 100);
      accepted.push(...batch.filter(isWebhook));
      later.push(...(await inbound.consume(batch)));
    }
  };
  for (const { path, how, body } of mutationsOf(samples, tag)) {
    cases += 1;
    const status = await inbound.post(body);
    answers.set(status, (answers.get(status) ?? 0) + 1);
    expect([200, 400, 401, 413], `${path} ${how}`).toContain(status);
    if (inbound.queued.length >= 100) await consume();
  }
  await consume();
  // Only a status of an unknown message may be deferred, for ten minutes.
  expect(later.filter(({ type }) => type !== 'status')).toEqual([]);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + LATER_MS });
  for (let i = 0; i < later.length; i += 100) expect(await inbound.consume(later.slice(i, i + 100))).toEqual([]);

  const { results } = await env.DB.prepare('select event_id, cause, state, body from events where account_id = ?')
    .bind(scene.accountId)
    .all<{ cause: string; state: string; body: string }>();
  const rows = new Map(results.map((row) => [row.cause, row]));
  const wrong = accepted.filter(({ cause, value }) => {
    const row = rows.get(cause);
    return !row || row.state === 'failed' || JSON.stringify(JSON.parse(row.body).value) !== JSON.stringify(value);
  });
  expect(wrong.map(({ cause, value }) => [cause, JSON.stringify(value).slice(0, 200)])).toEqual([]);
  const applied = [...rows.values()].filter(({ cause, state }) => cause.startsWith('message:') && state === 'applied');
  const { results: messages } = await env.DB.prepare(
    `select wamid from messages where channel_id = ? and direction = 'in'`,
  )
    .bind(scene.channelId)
    .all();
  expect(messages).toHaveLength(applied.length);
  expect(cases).toBeGreaterThan(ownSamples.length * 10);
  expect(answers.get(200)).toBeGreaterThan(cases * 0.9);
}, 120_000);
