import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { eventually } from '../../scripts/local/api.ts';
import { metaBytes, metaDelivery, metaSignature, statusValue } from '../../test/standins/meta-webhooks.ts';
import { shopifyOrder, shopifyOrderJson } from '../../test/support/shopify-order.ts';
import type { MeasuredWorker } from '../support/measured-worker.ts';
import { APP_SECRET, NUMBER } from '../support/whatsapp-number.ts';
import { type Account, CUSTOMER, RUNS } from './account.ts';
import type { Measured } from './measured.ts';

const CALLS = Number(process.env.CALLS ?? 500);
const AT_ONCE = 8;
const READ_TARGET = 1.3;
const ANSWER_TARGET = 1.3;

type Call = { path: string; init: RequestInit; status: number };

/** Makes calls, so many at once; each must be answered as it says. */
async function makeCalls({ worker }: MeasuredWorker, calls: Call[]): Promise<void> {
  const left = [...calls];
  const client = async (): Promise<void> => {
    for (let call = left.pop(); call; call = left.pop()) {
      const answer = await fetch(new URL(call.path, worker.url), call.init);
      await answer.arrayBuffer();
      assert.equal(answer.status, call.status, call.path);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
}

/** Nothing that the calls began still runs. */
const runsEnded = ({ db }: MeasuredWorker) =>
  eventually(
    'the end of every run',
    async () => ((await db.prepare('select 1 from requests where wake_at is not null limit 1').first()) ? null : true),
    120_000,
  );

const measuredCalls = (
  name: string,
  target: number | null,
  make: (i: number) => Call | Promise<Call>,
  settle: (side: MeasuredWorker) => Promise<unknown> = async () => undefined,
): Measured => ({
  name,
  unit: 'calls',
  count: CALLS,
  target,
  async prepare(side) {
    const calls = await Promise.all(Array.from({ length: CALLS }, async (_, i) => make(i)));
    return async () => {
      await makeCalls(side, calls);
      await settle(side);
    };
  },
});

async function metaCall(): Promise<Call> {
  const status = statusValue({ wamid: `wamid.${randomUUID()}`, status: 'sent', recipient: '393331234567' });
  const body = metaBytes(metaDelivery(NUMBER, status));
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': await metaSignature(body, APP_SECRET) };
  return { path: '/webhook/facebook/', init: { method: 'POST', headers, body }, status: 200 };
}

function shopifyCall({ key, idShop }: Account, i: number): Call {
  const body = shopifyOrderJson(shopifyOrder(String(820_982_911_946n * 1_000_000n + BigInt(i))));
  const headers = {
    'content-type': 'application/json',
    'x-shopify-hmac-sha256': createHmac('sha256', APP_SECRET).update(body).digest('base64'),
    'x-shopify-topic': 'orders/create',
    'x-shopify-webhook-id': randomUUID(),
  };
  const path = `/webhook/shopify/?api_key=${key}&action=creation&id_store=${idShop}`;
  return { path, init: { method: 'POST', headers, body }, status: 200 };
}

/** What API clients call, by Workers whose consumers run: a request is measured with its run. */
export function operations({ key, storeId, requestId }: Account): Measured[] {
  const headers = { 'x-api-key': key };
  const get = (path: string): Call => ({ path, init: { headers }, status: 200 });
  const post = (path: string, body: object): Call => ({
    path,
    init: {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    },
    status: 201,
  });
  return [
    measuredCalls('getRequest, warm', READ_TARGET, () => get(`/v1/getRequest?request_id=${requestId}`)),
    measuredCalls(`getFlowByUserKey, ${RUNS} runs`, READ_TARGET, () =>
      get(`/v1/getFlowByUserKey?user_key=${encodeURIComponent(CUSTOMER)}`),
    ),
    measuredCalls(
      'createRequest, with its run',
      null,
      (i) => post('/v1/createRequest', { flow: 'bench', user_key: `u${i}`, id_store: storeId }),
      runsEnded,
    ),
  ];
}

/** What Shopify and Meta call, by Workers whose consumers do not run: only the answer is measured. */
export const webhooks = (account: Account): Measured[] => [
  measuredCalls('Shopify webhook, the answer', ANSWER_TARGET, (i) => shopifyCall(account, i)),
  measuredCalls('Meta webhook, the answer', ANSWER_TARGET, metaCall),
];
