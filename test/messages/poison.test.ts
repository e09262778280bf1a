import { createExecutionContext, createMessageBatch, getQueueResult, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { WebhookEvent } from '../../src/domain/inbound-event';
import worker from '../../src/index';
import { metaDelivery, replyValue, statusValue } from '../standins/meta-webhooks';
import { stubInboundQueue } from '../support/inbound-queue-stub';
import { newScene, runCron, type Scene, until } from '../support/scene';

const DAY_MS = 86_400_000;

/** Returns a D1 that rejects every write that contains `word`. */
function d1Refusing(word: string): D1Database {
  const refused = new WeakSet<object>();
  const prepare = (query: string) => {
    const statement = env.DB.prepare(query);
    const bind = (...values: unknown[]) => {
      const bound = statement.bind(...values);
      if (values.some((value) => typeof value === 'string' && value.includes(word))) refused.add(bound);
      return bound;
    };
    return { bind } as unknown as D1PreparedStatement;
  };
  const batch = async (statements: D1PreparedStatement[]) => {
    if (statements.some((statement) => refused.has(statement))) throw new Error('D1_ERROR: refused');
    return env.DB.batch(statements);
  };
  return { prepare, batch } as unknown as D1Database;
}

const numberOf = (scene: Scene) => ({ phone_number_id: scene.phoneNumberId, waba_id: scene.wabaId });
const textsOf = async (scene: Scene): Promise<string[]> => {
  const { body } = await scene.as('GET', `/v1/messages?user_key=%2B${scene.customer}&limit=100`);
  return body.data.map(({ content }: any) => content.text);
};

test('an event that cannot be applied delays no other, is stored completely, and is applied once when it is replayed', async () => {
  const [scene, other] = await Promise.all([newScene(), newScene()]);
  const inbound = stubInboundQueue();
  const replies = ['uno', 'POISON', 'due', 'tre'].map((text) => replyValue({ from: scene.customer, text }));
  await inbound.post(
    metaDelivery(numberOf(scene), ...replies, statusValue({ wamid: 'w', status: 'read', recipient: 'POISON' })),
  );
  const events = inbound.queued.splice(0) as WebhookEvent[];
  const [, poison] = events;
  const later = await stubInboundQueue({ DB: d1Refusing('POISON') }).consume(events);
  expect(later.map(({ type }) => type)).toEqual(['message', 'status']);
  expect(later[0]).toEqual(poison);
  expect((await textsOf(scene)).toSorted()).toEqual(['due', 'tre', 'uno']);

  await inbound.consume([poison as WebhookEvent], { queue: 'inbound-dead' });
  const { body: failed } = await scene.as('GET', '/v1/inbound_events?state=failed');
  expect(failed.data).toMatchObject([{ type: 'inbound.message', state: 'failed', about: { wamid: poison?.value.id } }]);
  const event = `/v1/inbound_events/${failed.data[0].event_id}`;
  expect((await scene.as('GET', event)).body.body).toEqual(poison);
  expect((await other.as('GET', event)).status).toBe(404);
  expect((await other.as('POST', `${event}/replay`)).status).toBe(404);

  for (const state of ['queued', 'applied']) {
    expect(await scene.as('POST', `${event}/replay`)).toMatchObject({ status: 200, body: { state } });
    await until(async () => expect((await scene.as('GET', event)).body.state).toBe('applied'));
  }
  // The events behind it in the queue have been applied as well.
  await scene.reply({ text: 'fine' });
  await until(async () => expect(await textsOf(scene)).toContain('fine'));
  expect((await textsOf(scene)).toSorted()).toEqual(['POISON', 'due', 'fine', 'tre', 'uno']);
});

test('large events that fail are each stored, and one that cannot be stored is retried alone', async () => {
  const scene = await newScene();
  const inbound = stubInboundQueue();
  const replies = ['a', 'b'].map((text) => replyValue({ from: scene.customer, text: text.repeat(130_000) }));
  await inbound.post(metaDelivery(numberOf(scene), ...replies, replyValue({ from: scene.customer, text: 'POISON' })));
  const dead = inbound.queued.splice(0);
  const later = await stubInboundQueue({ DB: d1Refusing('POISON') }).consume(dead, { queue: 'inbound-dead' });
  expect(later).toEqual([dead[2]]);
  const { body: failed } = await scene.as('GET', '/v1/inbound_events?state=failed');
  const shown = await Promise.all(failed.data.map((one: any) => scene.as('GET', `/v1/inbound_events/${one.event_id}`)));
  const firsts: string[] = shown.map(({ body }) => body.body.value.text.body[0]);
  expect(firsts.toSorted()).toEqual(['a', 'b']);
});

test('a queue message that is no event is kept as a dead letter, and stops no other', async () => {
  const scene = await newScene();
  const inbound = stubInboundQueue();
  await inbound.post(metaDelivery(numberOf(scene), replyValue({ from: scene.customer, text: 'uno' })));
  const [event] = inbound.queued.splice(0) as WebhookEvent[];
  const { event_id: _, ...withoutId } = event as WebhookEvent;
  const { cause: __, ...withoutKey } = event as WebhookEvent;
  const junk = [7, 'text', [scene.accountId], withoutId, withoutKey, { account_id: scene.accountId, type: 'order' }];
  const bodies = [...junk, event];
  const messages = bodies.map((body, i) => ({ id: `m${i}`, timestamp: new Date(), attempts: 1, body }));
  const batch = createMessageBatch('inbound-dead', messages);
  const context = createExecutionContext();
  await worker.queue(batch, env, context);
  expect((await getQueueResult(batch, context)).retryMessages).toEqual([]);
  const { body: failed } = await scene.as('GET', '/v1/inbound_events?state=failed');
  expect(failed.data.map((one: any) => one.event_id)).toEqual([event?.event_id]);
  const { results } = await env.DB.prepare('select body from dead_letters where account_id = ?')
    .bind(scene.accountId)
    .all<{ body: string }>();
  const kept = results.map(({ body }) => JSON.parse(body));
  expect(kept).toHaveLength(3);
  expect(kept).toEqual(expect.arrayContaining(junk.slice(3)));
});

test('an event that the queue does not accept keeps its state, and can be replayed later', async () => {
  const scene = await newScene();
  const inbound = stubInboundQueue();
  await inbound.post(metaDelivery(numberOf(scene), replyValue({ from: scene.customer, text: 'uno' })));
  await inbound.consume(inbound.queued.splice(0), { queue: 'inbound-dead' });
  const [failed] = (await scene.as('GET', '/v1/inbound_events?state=failed')).body.data;
  const replay = async (overrides: Partial<Env>) => {
    const path = `https://aisac.test/v1/inbound_events/${failed.event_id}/replay`;
    const request = new Request(path, { method: 'POST', headers: { 'x-api-key': scene.key } });
    const context = createExecutionContext();
    const response = await worker.fetch(request, { ...env, ...overrides }, context);
    await waitOnExecutionContext(context);
    return response.status;
  };
  const full = () => Promise.reject(new Error('Queue is full'));
  expect(await replay({ INBOUND: { send: full, sendBatch: full } as unknown as Queue })).toBe(503);
  expect((await scene.as('GET', '/v1/inbound_events?state=failed')).body.data).toEqual([failed]);
  expect(await replay({})).toBe(200);
  await until(async () => expect(await textsOf(scene)).toEqual(['uno']));
});

test('a warning cannot be replayed', async () => {
  const scene = await newScene();
  await scene.webhook({ statuses: [{ id: 'w', status: 'failed', errors: [{ code: 190 }] }] });
  const warning = await until(async () => {
    const { body } = await scene.as('GET', '/v1/inbound_events?type=channel.broken');
    expect(body.data).toHaveLength(1);
    return body.data[0];
  });
  const answer = await scene.as('POST', `/v1/inbound_events/${warning.event_id}/replay`);
  expect([answer.status, answer.body.code]).toEqual([409, 'event_not_inbound']);
});

test('raw events are purged after seven days with their payloads, and warnings stay', async () => {
  const scene = await newScene();
  const inbound = stubInboundQueue();
  await scene.webhook({ statuses: [{ id: 'w', status: 'failed', errors: [{ code: 190 }] }] });
  await until(async () =>
    expect((await scene.as('GET', '/v1/inbound_events?type=channel.broken')).body.data).toHaveLength(1),
  );
  const large = replyValue({ from: scene.customer, text: 'x'.repeat(130_000) });
  await inbound.post(metaDelivery(numberOf(scene), large, replyValue({ from: scene.customer, text: 'old' })));
  const [{ claim } = { claim: '' }] = inbound.queued as WebhookEvent[];
  await inbound.consumeAll();
  await scene.reply({ text: 'new' });
  await until(async () => expect(await textsOf(scene)).toContain('new'));
  const age = (ms: number, where: string) =>
    env.DB.prepare(`update events set created_at = ? where account_id = ? and ${where}`)
      .bind(Date.now() - ms, scene.accountId)
      .run();
  await age(8 * DAY_MS, `body is null or body not like '%"new"%'`);
  await age(7 * DAY_MS - 60_000, `body like '%"new"%'`);
  expect(await env.FILES.head(claim ?? '')).not.toBeNull();
  await runCron();
  const { body } = await scene.as('GET', '/v1/inbound_events');
  expect(body.data.map(({ type }: any) => type).toSorted()).toEqual(['channel.broken', 'inbound.message']);
  expect(await env.FILES.head(claim ?? '')).toBeNull();
  expect(await textsOf(scene)).toHaveLength(3);
});
