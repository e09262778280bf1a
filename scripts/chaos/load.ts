import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { orderInstant, shopifyOrder, shopifyOrderJson } from '../../test/support/shopify-order.ts';
import { callJson } from '../local/api.ts';
import type { Caller } from './make-caller.ts';
import type { Account, CustomAccount, ShopifyAccount } from './set-up.ts';
import type { WebhookSenders } from './webhook-senders.ts';

/** What was promised with a 2xx: a request, or an order with the request that it starts. */
export type Cause = {
  account: Account;
  flow: 'plain' | 'ask' | 'ordered';
  /** Null where only the order was promised, as a repeated createOrder says no more. */
  requestId: string | null;
  /** Null where it is not the client that names the customer. */
  userKey: string | null;
  /** The merchant's id of the object, with ours where the order was promised. */
  objectId: string;
  orderId: string | null;
};

const SHARED_OBJECTS = 12;
const PAUSE_MS = 600;
const CLIENTS = 3;
const FIRST_ORDER = 8_209_829_119_461_540_000n;

const phoneOf = (n: number): string => `+3933${String(30_000_000 + n)}`;

type Tools = { caller: Caller; senders: WebhookSenders; random: () => number };

/** Load of all kinds, by clients that repeat each call until they know what came of it, until they are told to stop. */
export function load(
  { caller, senders, random }: Tools,
  { custom, shopify }: { custom: CustomAccount[]; shopify: ShopifyAccount },
) {
  const causes: Cause[] = [];
  const unexpected: string[] = [];
  let counter = 0;
  const over = new AbortController();

  const keep = (
    what: string,
    { status, body }: { status: number; body: any },
    accepted: (body: any) => Cause | null,
  ) => {
    const cause = status === 201 || status === 409 ? accepted(body) : null;
    if (cause) causes.push(cause);
    else unexpected.push(`${what}: ${status} ${JSON.stringify(body)}`);
  };

  async function request(account: CustomAccount, flow: 'plain' | 'ask'): Promise<void> {
    const n = (counter += 1);
    const userKey = phoneOf(n);
    const objectId = flow === 'ask' ? `asked-${n}` : `shared-${n % SHARED_OBJECTS}`;
    if (flow === 'ask') {
      const object = { phone: userKey, total: '59.90', customer: { first_name: 'Ada' } };
      await callJson('PUT', account.control, { body: { objects: { [objectId]: object } } });
    }
    const answer = await caller.insist('POST', '/v1/createRequest', {
      headers: { ...account.headers, 'idempotency-key': randomUUID() },
      body: { flow, user_key: userKey, object: { type: 'order', id: objectId } },
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
      // Without a key a repeated call is told that the order is there.
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

  /** Shopify tells of a new order, often of a change to it as well, some of it twice, in either order. */
  async function shopifyWebhooks(): Promise<void> {
    const n = (counter += 1);
    const number = String(FIRST_ORDER + BigInt(n));
    await callJson('PUT', shopify.control, { body: { orders: { [number]: {} } } });
    const tell = (action: string, topic: string, told: Record<string, unknown>): void => {
      const body = shopifyOrderJson(shopifyOrder(number, told));
      const webhookId = randomUUID();
      const headers = {
        'x-shopify-topic': topic,
        'x-shopify-webhook-id': webhookId,
        'x-shopify-hmac-sha256': createHmac('sha256', shopify.webhookSecret).update(body).digest('base64'),
      };
      const path = `/webhook/shopify/?api_key=${shopify.key}&action=${action}&id_store=${shopify.storeId}`;
      const post = () => caller.once('POST', path, { headers, body });
      senders.tell(shopify, [webhookId], post, random() < 0.3 ? 2 : 1);
    };
    const acts = [() => tell('creation', 'orders/create', {})];
    if (random() < 0.4) {
      acts.push(() => tell('update', 'orders/updated', { tags: 'vip', updated_at: orderInstant(30) }));
    }
    for (const act of random() < 0.7 ? acts : acts.toReversed()) act();
    const objectId = `gid://shopify/Order/${number}`;
    causes.push({ account: shopify, flow: 'ordered', requestId: null, userKey: null, objectId, orderId: null });
  }

  async function client(account: CustomAccount): Promise<void> {
    while (!over.signal.aborted) {
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
    causes,
    unexpected,
    async stop(): Promise<void> {
      over.abort();
      await Promise.all(clients);
    },
  };
}
