import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { orderInstant, shopifyOrder, shopifyOrderJson } from '../../test/support/shopify-order.ts';
import type { Account } from '../local/account.ts';
import { type Answer, callJson } from '../local/api.ts';
import { callAll } from '../local/call-all.ts';
import type { CustomAccount, ShopifyAccount } from './accounts.ts';
import type { Caller } from './caller.ts';
import type { WebhookSenders } from './webhook-senders.ts';

/** What a 2xx accepted: a request, or an order and the request that it starts. */
export type Accepted = {
  account: Account;
  flow: 'burst' | 'plain' | 'ask' | 'ordered' | 'held';
  /** Null if only the order is known, as after a repeated createOrder. */
  requestId: string | null;
  /** Null if the client does not name the customer. */
  userKey: string | null;
  /** The merchant's id of the object; null for a request without one. */
  objectId: string | null;
  /** The Worker's id of an order. */
  orderId: string | null;
};

const SHARED_OBJECTS = 12;
const PAUSE_MS = 600;
const CLIENTS = 3;
const BURST_CLIENTS = 20;
const BURST_CUSTOMERS = 5;
const FIRST_ORDER = 8_209_829_119_461_540_000n;

const phoneOf = (n: number): string => `+3933${String(30_000_000 + n)}`;

type Tools = { caller: Caller; senders: WebhookSenders; random: () => number };

/** Runs all kinds of load, by clients that repeat each call until its answer is final, until it is stopped. */
export function load(
  { caller, senders, random }: Tools,
  { custom, shopify }: { custom: CustomAccount[]; shopify: ShopifyAccount },
) {
  const accepted: Accepted[] = [];
  const unexpected: string[] = [];
  let counter = 0;
  const stopped = new AbortController();

  const keep = (what: string, { status, text, json }: Answer, read: (body: any) => Accepted | null) => {
    const promised = status === 201 || status === 409 ? read(json) : null;
    if (promised) accepted.push(promised);
    else unexpected.push(`${what}: ${status} ${text}`);
  };

  async function request(account: CustomAccount, flow: 'burst' | 'plain' | 'ask'): Promise<void> {
    const n = (counter += 1);
    // Few customers share a burst, so that each has a long ledger.
    const userKey = phoneOf(flow === 'burst' ? 9_000_000 + (n % BURST_CUSTOMERS) : n);
    const objects = { burst: null, plain: `shared-${n % SHARED_OBJECTS}`, ask: `asked-${n}` };
    const objectId = objects[flow];
    if (objectId !== null && flow === 'ask') {
      const object = { phone: userKey, total: '59.90', customer: { first_name: 'Ada' } };
      await callJson('PUT', account.control, { body: { objects: { [objectId]: object } } });
    }
    const answer = await caller.insist('POST', '/v1/createRequest', {
      headers: { ...account.headers, 'idempotency-key': randomUUID() },
      body: { flow, user_key: userKey, ...(objectId === null ? {} : { object: { type: 'order', id: objectId } }) },
    });
    keep('createRequest', answer, ({ request_id: requestId }) =>
      requestId ? { account, flow, requestId, userKey, objectId, orderId: null } : null,
    );
  }

  async function order(account: CustomAccount): Promise<void> {
    const n = (counter += 1);
    const userKey = phoneOf(n);
    const objectId = `order-${n}`;
    const answer = await caller.insist('POST', '/v1/createOrder', {
      // Without a key, a repeated call is answered 409 with the id of the order.
      headers: n % 2 === 0 ? account.headers : { ...account.headers, 'idempotency-key': randomUUID() },
      body: {
        order_id: objectId,
        currency: 'EUR',
        total: '59.90',
        customer: { phone: userKey },
        items: [{ quantity: 1 }],
      },
    });
    keep('createOrder', answer, ({ id, existing_id, request_ids }) =>
      (id ?? existing_id)
        ? {
            account,
            flow: 'ordered',
            requestId: request_ids?.[0] ?? null,
            userKey,
            objectId,
            orderId: id ?? existing_id,
          }
        : null,
    );
  }

  /** Shopify sends a new order, often an update of it as well, some of them twice, in either order. */
  async function shopifyWebhooks(): Promise<void> {
    const n = (counter += 1);
    const number = String(FIRST_ORDER + BigInt(n));
    await callJson('PUT', shopify.control, { body: { orders: { [number]: {} } } });
    const deliver = (action: string, topic: string, members: Record<string, unknown>): void => {
      const body = shopifyOrderJson(shopifyOrder(number, members));
      const webhookId = randomUUID();
      const headers = {
        'x-shopify-topic': topic,
        'x-shopify-webhook-id': webhookId,
        'x-shopify-hmac-sha256': createHmac('sha256', shopify.webhookSecret).update(body).digest('base64'),
      };
      const path = `/webhook/shopify/?api_key=${shopify.key}&action=${action}&id_store=${shopify.idStore}`;
      const post = () => caller.once('POST', path, { headers, body });
      senders.deliver(shopify, [webhookId], post, random() < 0.3 ? 2 : 1);
    };
    const acts = [() => deliver('creation', 'orders/create', {})];
    if (random() < 0.4) {
      acts.push(() => deliver('update', 'orders/updated', { tags: 'vip', updated_at: orderInstant(30) }));
    }
    for (const act of random() < 0.7 ? acts : acts.toReversed()) act();
    const objectId = `gid://shopify/Order/${number}`;
    accepted.push({ account: shopify, flow: 'ordered', requestId: null, userKey: null, objectId, orderId: null });
  }

  async function client(account: CustomAccount): Promise<void> {
    while (!stopped.signal.aborted) {
      const kind = random();
      if (kind < 0.35) await request(account, 'ask');
      else if (kind < 0.6) await request(account, 'plain');
      else if (kind < 0.8) await order(account);
      else await shopifyWebhooks();
      await sleep(PAUSE_MS * (0.5 + random()));
    }
  }

  const clients = custom.flatMap((account) => Array.from({ length: CLIENTS }, () => client(account)));
  return {
    accepted,
    unexpected,
    /** Creates `count` requests as fast as the Worker accepts them. */
    async burst(account: CustomAccount, count: number): Promise<void> {
      await callAll(Array.from({ length: count }), BURST_CLIENTS, () => request(account, 'burst'));
    },
    async stop(): Promise<void> {
      stopped.abort();
      await Promise.all(clients);
    },
  };
}
