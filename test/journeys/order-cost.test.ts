import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import templates from '../../flows/templates.json';
import { makeDeps } from '../../src/composition/make-deps';
import { requireSettings } from '../../src/composition/settings';
import { driveRun } from '../../src/domain/flows/drive-run';
import type { DurableRuntime } from '../../src/domain/flows/engine/durable-runtime';
import type { InboundEvent } from '../../src/domain/inbound-event';
import type { Deps } from '../../src/domain/ports';
import { consumeInbound } from '../../src/runtime/inbound-consumer';
import { consumePushes } from '../../src/runtime/push-consumer';
import { metaBytes, metaDelivery, metaSignature, replyValue, statusValue } from '../standins/meta-webhooks';
import { APP_SECRET } from '../support/app-secret';
import { measureCall } from '../support/call-cost';
import codFlow from '../support/cod-flow.json';
import { until } from '../support/scene';
import { shopifyOrder, shopifyOrderJson } from '../support/shopify-order';
import { newOrderNumber, newShopifyScene, signShopifyWebhook, WEBHOOK_SECRET } from '../support/shopify-scene';

const ORIGIN = 'https://aisac.test';
/** An order alone: every queue batch holds one message. A run that the platform has unloaded adds one trip for each wake-up. */
const COST = {
  // The webhooks authenticate by what the isolate knows, and queue.
  'webhook of the order': { d1: 0, objects: 0 },
  // 1: what the order's event may act on: account, store, flows, earlier deliveries. 2: the order, its requests, the raw event.
  order: { d1: 2, objects: 0 },
  // 1: loads the run, moves it to running, charges for it. 2: the facts of the send. 3: its row, with the fetched order and
  // what was decided so far. 4: Meta's answer; opens the wait for the reply. Objects: points for the read, a slot for the send.
  question: { d1: 4, objects: 2 },
  // For each, 1: its status, its charge, the raw event.
  sent: { d1: 1, objects: 0 },
  delivered: { d1: 1, objects: 0 },
  read: { d1: 1, objects: 0 },
  'webhook of the reply': { d1: 0, objects: 0 },
  // 1: the requests, messages and customers that it may be about. 2: the reply, the conversation, the raw event.
  reply: { d1: 2, objects: 0 },
  // 1: settles the wait with the reply. 2: the push, and the wait for its end.
  decision: { d1: 2, objects: 0 },
  // 1: claims the push. 2: its attempt, state and charge, the end of the wait. Objects: a slot for the call, its report.
  push: { d1: 2, objects: 2 },
  // 1: settles the wait with the push. 2: the end of the run.
  end: { d1: 2, objects: 0 },
};

/** Counts the calls of a port's methods. */
const counted = <Port extends object>(port: Port, onCall: () => void): Port =>
  new Proxy(port, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        onCall();
        return method.apply(target, args);
      };
    },
  });

test('one order, from the webhook of the shop to the ledger, costs these trips to D1 and to Durable Objects', async () => {
  const scene = await newShopifyScene();
  await scene.configureMeta({ templates: templates.data });
  const { steps, trigger } = codFlow;
  await scene.saveFlow({ steps, trigger }, 'cod-confirmation');
  const number = newOrderNumber();
  await scene.configureShopify({ orders: { [number]: { phone: scene.userKey } } });
  await scene.openWindow();

  // Without a second database, no directory is queried.
  const { DB_1: _, ...single } = env;
  const meter = { statements: 0, roundTrips: 0, rowsRead: 0 };
  let objects = 0;
  const inbound: InboundEvent[] = [];
  const pushes: { push_id: string; account_id: string }[] = [];
  const started: { accountId: string; requestId: string }[] = [];
  const woken: string[] = [];
  const options = { d1: env.DB, meter, traceId: 'cost', ownHost: null };
  const real = makeDeps(single, requireSettings(env), options);
  const deps: Deps = {
    ...real,
    forShard: () => deps,
    engine: {
      ...real.engine,
      start: async (runs) => void started.push(...runs),
      wake: async (_requestId, openWait) => void woken.push(openWait),
    },
    queuePushes: async (wakeUps) => {
      for (const { pushId, accountId } of wakeUps) pushes.push({ push_id: pushId, account_id: accountId });
    },
    storeRate: counted(real.storeRate, () => (objects += 1)),
    channelRate: counted(real.channelRate, () => (objects += 1)),
  };

  const cost: Record<string, { d1: number; objects: number }> = {};
  /** Ends a stage: what was counted since the last one is its cost. */
  const end = (stage: string): void => {
    cost[stage] = { d1: meter.roundTrips, objects };
    meter.roundTrips = 0;
    objects = 0;
  };
  const INBOUND = { send: async (event: InboundEvent) => void inbound.push(JSON.parse(JSON.stringify(event))) };
  const post = async (path: string, body: BodyInit, headers: HeadersInit) => {
    const request = new Request(`${ORIGIN}${path}`, { method: 'POST', headers, body });
    const { response, counts } = await measureCall(request, { INBOUND: INBOUND as unknown as Queue });
    expect(response.status).toBe(200);
    meter.roundTrips += counts.roundTrips;
  };
  const orderWebhook = async (id: string, webhookId: string): Promise<void> => {
    const text = shopifyOrderJson(shopifyOrder(id, { phone: scene.userKey }));
    await post(`/webhook/shopify/?api_key=${scene.key}&action=creation&id_store=${scene.shopId}`, text, {
      'x-shopify-hmac-sha256': await signShopifyWebhook(text, WEBHOOK_SECRET),
      'x-shopify-topic': 'orders/create',
      'x-shopify-webhook-id': webhookId,
    });
  };
  const metaWebhook = async (...values: Parameters<typeof metaDelivery>[1][]): Promise<void> => {
    const bytes = metaBytes(metaDelivery({ phone_number_id: scene.phoneNumberId, waba_id: scene.wabaId }, ...values));
    const signature = await metaSignature(bytes, APP_SECRET);
    await post('/webhook/facebook/', bytes, { 'x-hub-signature-256': signature });
  };
  const batchOf = <Body>(bodies: Body[]): MessageBatch<Body> => {
    const failed = () => {
      throw new Error('The message is retried');
    };
    const messages = bodies.map((body) => ({ body, attempts: 1, ack: () => undefined, retry: failed }));
    return { queue: 'inbound', messages } as unknown as MessageBatch<Body>;
  };
  const consume = () => consumeInbound(deps, batchOf(inbound.splice(0)));
  const background: Promise<unknown>[] = [];
  const context = { waitUntil: (work: Promise<unknown>) => background.push(work) } as unknown as ExecutionContext;

  // The isolate gets to know the key and the store.
  await orderWebhook(newOrderNumber(), 'first');
  inbound.splice(0);
  meter.roundTrips = 0;

  await orderWebhook(number, 'second');
  end('webhook of the order');
  await consume();
  end('order');

  const waits: string[] = [];
  const durable: DurableRuntime = {
    do: (_name, _delays, action) => action(true),
    async waitForEvent(_name, type) {
      if (waits.includes(type)) throw new Error(`${type} has not ended`);
      waits.push(type);
      if (type === 'confirmed-1') {
        end('decision');
        await consumePushes(deps, batchOf(pushes.splice(0)), context);
        await Promise.all(background);
        return end('push');
      }
      end('question');
      const [sent] = await scene.sentMessages();
      const { wamid, body } = sent as { wamid: string; body: any };
      const recipient = scene.customer;
      for (const status of ['sent', 'delivered', 'read']) {
        await metaWebhook(statusValue({ wamid, status, recipient, callback: body.biz_opaque_callback_data }));
        await consume();
        end(status);
      }
      const { payload } = body.template.components.find((part: any) => part.type === 'button').parameters[0];
      await metaWebhook(replyValue({ from: recipient, context_wamid: wamid, button: { payload, text: 'Confermo' } }));
      end('webhook of the reply');
      await consume();
      end('reply');
    },
  };
  const [run] = started;
  if (!run) throw new Error('The order has started no request');
  await driveRun(deps, run, durable);
  end('end');

  expect(cost).toEqual(COST);
  const total = Object.values(COST);
  expect(total.reduce((sum, { d1 }) => sum + d1, 0)).toBe(17);
  expect(total.reduce((sum, each) => sum + each.objects, 0)).toBe(4);

  expect(woken).toEqual(['answer-1', 'confirmed-1']);
  expect(await scene.request(run.requestId)).toMatchObject({ status: 'completed', outcome: 'confirmed' });
  const { data } = await until(scene.charges);
  expect(data.map(({ kind, amount }: any) => `${kind} ${amount}`).toSorted()).toEqual([
    'flow.run 0.0500',
    'message.utility 0.0691',
    'push 0.0010',
  ]);
});
