import { randomUUID } from 'node:crypto';
import { statusValue } from '../../test/standins/meta-webhooks.ts';
import type { BenchAccount } from '../support/account.ts';
import { type Call, getCall, makeCalls, metaCall, orderCall } from '../support/calls.ts';
import type { Measured } from './measured.ts';
import { CUSTOMER, FIRST_RUN, RUNS } from './runs.ts';

const CALLS = Number(process.env.CALLS ?? 500);
const CONCURRENCY = 8;
const TARGET = 1.2;

const measuredCalls = (name: string, make: (i: number) => Call | Promise<Call>): Measured => ({
  name,
  unit: 'calls',
  count: CALLS,
  target: TARGET,
  async prepare(side) {
    const calls = await Promise.all(Array.from({ length: CALLS }, async (_, i) => make(i)));
    return async () => {
      await makeCalls(side.worker, calls, CONCURRENCY);
    };
  },
});

/** The calls of API clients. */
export const operations = ({ key }: BenchAccount): Measured[] => [
  measuredCalls('getRequest, warm', () => getCall(`/v1/getRequest?request_id=${FIRST_RUN}`, key)),
  measuredCalls(`getFlowByUserKey, ${RUNS} runs`, () =>
    getCall(`/v1/getFlowByUserKey?user_key=${encodeURIComponent(CUSTOMER)}`, key),
  ),
];

/** The webhooks of Shopify and Meta, for Workers whose consumers do not run: only the answer is measured. */
export const webhooks = (account: BenchAccount): Measured[] => [
  measuredCalls('Shopify webhook, the answer', (i) => orderCall(account, i)),
  measuredCalls('Meta webhook, the answer', () =>
    metaCall(statusValue({ wamid: `wamid.${randomUUID()}`, status: 'sent', recipient: CUSTOMER.slice(1) })),
  ),
];
