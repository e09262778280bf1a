import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Database } from './database';
import { versionOfRequest } from './flows';
import { flows, flowVersions, requests } from './schema';

export type OpenRunsAsk = { requestIds: string[]; senders: { accountId: string; userKey: string }[] };

/** What must be known of live runs, and of flows that messages start, where a message does not say whose it is. */
export const openRunsRepository = (db: Database) => ({
  async look({ requestIds, senders }: OpenRunsAsk) {
    const wanted = JSON.stringify(senders.map(({ accountId, userKey }) => [accountId, userKey]));
    const owners = [...new Set(senders.map(({ accountId }) => accountId))];
    const inWanted = sql`(select value from json_each(${JSON.stringify(requestIds)}))`;
    const [runs, triggered, stores] = await db.batch([
      db
        .select({
          requestId: requests.requestId,
          flow: requests.flow,
          objectId: requests.objectId,
          variables: requests.variables,
          waitingFor: requests.waitingFor,
          steps: sql<string>`definition -> '$.steps'`.as('steps_json'),
          flowName: sql<string>`definition ->> '$.name'`.as('flow_name'),
          /** The step that the run is at; null where it has done none yet. */
          step: sql<
            string | null
          >`(select step from request_steps s where s.account_id = requests.account_id and s.request_id = requests.request_id
            order by seq desc limit 1)`.as('last_step'),
          orderNumber: sql<string | null>`(select order_number from orders o where o.account_id = requests.account_id
            and o.id_store = requests.id_store and o.order_id = requests.object_id)`.as('number_of_order'),
        })
        .from(requests)
        .innerJoin(flowVersions, versionOfRequest)
        .where(sql`${requests.requestId} in ${inWanted}`),
      db
        .select({
          accountId: flows.accountId,
          key: flows.key,
          version: flows.version,
          trigger: sql<string>`definition -> '$.trigger'`.as('trigger_json'),
          channelId: sql<string | null>`definition ->> '$.channel'`.as('channel_of_flow'),
        })
        .from(flows)
        .innerJoin(
          flowVersions,
          and(
            eq(flowVersions.accountId, flows.accountId),
            eq(flowVersions.key, flows.key),
            eq(flowVersions.version, flows.version),
          ),
        )
        .where(
          and(
            inArray(flows.accountId, sql`(select value from json_each(${JSON.stringify(owners)}))`),
            eq(flows.triggerOn, 'message.received'),
            eq(flows.active, true),
          ),
        )
        .orderBy(flows.createdAt, flows.key),
      // The store of a customer is that of their latest request, else the account's first.
      db
        .select({
          accountId: sql<string>`k.value ->> 0`.as('account_asked'),
          userKey: sql<string>`k.value ->> 1`.as('key_asked'),
          idStore: sql<string | null>`coalesce(
            (select id_store from requests r where r.account_id = k.value ->> 0 and r.user_key = k.value ->> 1
              order by request_id desc limit 1),
            (select id_store from stores s where s.account_id = k.value ->> 0 and s.deleted_at is null
              order by id_store limit 1))`.as('store_of_customer'),
        })
        .from(sql`json_each(${wanted}) k`),
    ]);
    return { runs, triggered, stores };
  },
});

export type OpenRunsRepository = ReturnType<typeof openRunsRepository>;
export type OpenRuns = Awaited<ReturnType<OpenRunsRepository['look']>>;
export type OpenRun = OpenRuns['runs'][number];
