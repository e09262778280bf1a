import { randomUUID } from 'node:crypto';
import { eventually } from '../../scripts/local/api.ts';
import { statusValue } from '../../test/standins/meta-webhooks.ts';
import type { BenchAccount } from '../support/account.ts';
import { type Call, getCall, makeCalls, metaCall, orderCall, postCall } from '../support/calls.ts';
import type { MeasuredWorker } from '../support/measured-worker.ts';
import type { Measured } from './measured.ts';
import { CUSTOMER, FIRST_RUN, RUNS } from './runs.ts';

const CALLS = Number(process.env.CALLS ?? 500);
const CONCURRENCY = 8;
const TARGET = 1.3;

/** Waits until no request of the account runs. */
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
      await makeCalls(side.worker, calls, CONCURRENCY);
      await settle(side);
    };
  },
});

/** The calls of API clients, for Workers whose consumers run: a request is measured with its run. */
export const operations = ({ key, idStore }: BenchAccount): Measured[] => [
  measuredCalls('getRequest, warm', TARGET, () => getCall(`/v1/getRequest?request_id=${FIRST_RUN}`, key)),
  measuredCalls(`getFlowByUserKey, ${RUNS} runs`, TARGET, () =>
    getCall(`/v1/getFlowByUserKey?user_key=${encodeURIComponent(CUSTOMER)}`, key),
  ),
  measuredCalls(
    'createRequest, with its run',
    null,
    (i) => postCall('/v1/createRequest', key, { flow: 'bench', user_key: `u${i}`, id_store: idStore }),
    runsEnded,
  ),
];

/** The webhooks of Shopify and Meta, for Workers whose consumers do not run: only the answer is measured. */
export const webhooks = (account: BenchAccount): Measured[] => [
  measuredCalls('Shopify webhook, the answer', TARGET, (i) => orderCall(account, i)),
  measuredCalls('Meta webhook, the answer', TARGET, () =>
    metaCall(statusValue({ wamid: `wamid.${randomUUID()}`, status: 'sent', recipient: CUSTOMER.slice(1) })),
  ),
];
