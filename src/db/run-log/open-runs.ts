import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { alias, QueryBuilder, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { lowestId } from '../../shared/crypto/ids';
import { PENDING_REPLY_STEP, QUESTION_TTL_MS } from '../../shared/flows/list-question';
import { currentVersion, settingsColumn, versionOfRequest } from '../flows/flows';
import { flows, flowVersions, messages, orders, requestSteps, requests, stores } from '../schema';
import { type Database, jsonListOf } from '../sql/database';
import { preparedSelect, runPreparedSelects } from '../sql/prepared-select';

/** A customer who picks, at `createdAt`, the request that their pending messages are for. */
type Chooser = { accountId: string; channelId: string; userKey: string; createdAt: number };
export type OpenRunsQuery = {
  requestIds: string[];
  senders: { accountId: string; userKey: string }[];
  choosers: Chooser[];
};

type OpenOrder = { number: string | null; total: number; currency: string; placedAt: number };

/** A defensive cap on the pending messages of one customer. */
const MAX_HELD_MESSAGES = 100;

/** JSON lists of what a query names; each is one placeholder of the prepared selects. */
const requestIds = sql.placeholder('requestIds');
const accountIds = sql.placeholder('accountIds');
const senders = sql.placeholder('senders');
const choosers = sql.placeholder('choosers');

const queryBuilder = new QueryBuilder();

/** Returns a value of the request's last step. */
const ofLastStep = (value: SQL | SQLiteColumn): SQL<string | null> => sql`(select ${value} from ${requestSteps}
  where ${requestSteps.accountId} = ${requests.accountId} and ${requestSteps.requestId} = ${requests.requestId}
  order by ${requestSteps.seq} desc limit 1)`;

const storeName = sql<string>`coalesce((select ${stores.name} from ${stores}
  where ${stores.storeId} = ${requests.storeId}), '')`;

const orderJson = sql<string | null>`(select json_object('number', ${orders.orderNumber}, 'total', ${orders.total},
    'currency', ${orders.currency}, 'placedAt', coalesce(${orders.placedAt}, ${orders.createdAt}))
  from ${orders} where ${orders.accountId} = ${requests.accountId} and ${orders.storeId} = ${requests.storeId}
    and ${orders.orderId} = ${requests.objectId})`;

const selectRuns = () =>
  queryBuilder
    .select({
      requestId: requests.requestId,
      flow: requests.flow,
      objectId: requests.objectId,
      variables: requests.variables,
      waitingFor: requests.waitingFor,
      steps: sql<string>`${flowVersions.definition} -> '$.steps'`.as('steps_json'),
      settings: settingsColumn,
      flowName: sql<string>`${flowVersions.definition} ->> '$.name'`.as('flow_name'),
      /** The step that the run is at; null before the first. */
      step: ofLastStep(requestSteps.step).as('last_step'),
      /** The reason why the send of that step is suspended; null if it is not. */
      suspendReason: ofLastStep(sql`${requestSteps.detail} ->> '$.held'`).as('last_held'),
      createdAt: requests.createdAt,
      storeName: storeName.as('name_of_store'),
      order: orderJson.as('order_of_request'),
    })
    .from(requests)
    .innerJoin(flowVersions, versionOfRequest)
    .where(inArray(requests.requestId, jsonListOf(requestIds)));

const selectMessageFlows = () =>
  queryBuilder
    .select({
      accountId: flows.accountId,
      key: flows.key,
      version: flows.version,
      trigger: sql<string>`${flowVersions.definition} -> '$.trigger'`.as('trigger_json'),
      settings: settingsColumn,
      channelId: sql<string | null>`${flowVersions.definition} ->> '$.channel'`.as('channel_of_flow'),
    })
    .from(flows)
    .innerJoin(flowVersions, currentVersion)
    .where(
      and(
        inArray(flows.accountId, jsonListOf(accountIds)),
        eq(flows.triggerOn, 'message.received'),
        eq(flows.active, true),
      ),
    )
    .orderBy(asc(flows.createdAt), asc(flows.key));

/** Selects the store of each sender: that of their latest request, else the account's first. */
const selectStoresOfSenders = () =>
  queryBuilder
    .select({
      accountId: sql<string>`k.value ->> 0`.as('account_asked'),
      userKey: sql<string>`k.value ->> 1`.as('key_asked'),
      storeId: sql<string | null>`coalesce(
        (select r.id_store from ${requests} r where r.account_id = k.value ->> 0 and r.user_key = k.value ->> 1
          order by r.request_id desc limit 1),
        (select s.id_store from ${stores} s where s.account_id = k.value ->> 0 and s.deleted_at is null
          order by s.id_store limit 1))`.as('store_of_customer'),
    })
    .from(sql`json_each(${senders}) k`);

const selectPendingMessages = () => {
  const m = alias(messages, 'm');
  return queryBuilder
    .select()
    .from(messages)
    .where(
      sql`${messages.messageId} in (select ${m.messageId} from json_each(${choosers}) k join ${messages} ${m}
        on ${m.accountId} = k.value ->> 0 and ${m.userKey} = k.value ->> 1 and ${m.messageId} >= k.value ->> 3
        where ${m.channelId} = k.value ->> 2 and ${m.direction} = 'in' and ${m.step} = ${PENDING_REPLY_STEP}
          and ${m.requestId} is null)`,
    )
    .orderBy(desc(messages.createdAt), desc(messages.messageId))
    .limit(MAX_HELD_MESSAGES);
};

const SELECTS = {
  runs: preparedSelect(selectRuns),
  triggered: preparedSelect(selectMessageFlows),
  stores: preparedSelect(selectStoresOfSenders),
  heldMessages: preparedSelect(selectPendingMessages),
};

/** The live runs and the flows among which an ambiguous message is decided. */
export const openRunsRepository = (db: Database) => ({
  async load(query: OpenRunsQuery) {
    const { runs, heldMessages, ...others } = await runPreparedSelects(db, SELECTS, {
      requestIds: JSON.stringify(query.requestIds),
      accountIds: JSON.stringify([...new Set(query.senders.map(({ accountId }) => accountId))]),
      senders: JSON.stringify(query.senders.map(({ accountId, userKey }) => [accountId, userKey])),
      choosers: JSON.stringify(
        query.choosers.map(({ accountId, userKey, channelId, createdAt }) => [
          accountId,
          userKey,
          channelId,
          lowestId('msg', createdAt - QUESTION_TTL_MS),
        ]),
      ),
    });
    const parseOrder = (json: string | null) => (json === null ? null : (JSON.parse(json) as OpenOrder));
    return {
      ...others,
      runs: runs.map((run) => ({ ...run, order: parseOrder(run.order) })),
      heldMessages: heldMessages.toReversed(),
    };
  },
});

export type OpenRunsRepository = ReturnType<typeof openRunsRepository>;
export type OpenRuns = Awaited<ReturnType<OpenRunsRepository['load']>>;
export type OpenRun = OpenRuns['runs'][number];
