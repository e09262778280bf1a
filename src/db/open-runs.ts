import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { lowestId } from '../shared/ids';
import { HELD_REPLY_STEP, QUESTION_TTL_MS } from '../shared/list-question';
import type { Database } from './database';
import { versionOfRequest } from './flows';
import type { Message } from './messages';
import { flows, flowVersions, messages, requests } from './schema';

/** A customer who says at `createdAt` which request their held messages are for. */
type Chooser = { accountId: string; channelId: string; userKey: string; createdAt: number };
export type OpenRunsQuery = {
  requestIds: string[];
  senders: { accountId: string; userKey: string }[];
  choosers: Chooser[];
};

type OpenOrder = { number: string | null; total: number; currency: string; placedAt: number };

/** More held messages than a customer writes before answering a question. */
const MAX_HELD_MESSAGES = 100;

/** What must be known of live runs, and of flows that messages start, where a message does not say whose it is. */
export const openRunsRepository = (db: Database) => ({
  async load({ requestIds, senders, choosers }: OpenRunsQuery) {
    const wanted = JSON.stringify(senders.map(({ accountId, userKey }) => [accountId, userKey]));
    const owners = [...new Set(senders.map(({ accountId }) => accountId))];
    const inWanted = sql`(select value from json_each(${JSON.stringify(requestIds)}))`;
    const chosenBy = JSON.stringify(
      choosers.map(({ accountId, userKey, channelId, createdAt }) => [
        accountId,
        userKey,
        channelId,
        lowestId('msg', createdAt - QUESTION_TTL_MS),
      ]),
    );
    const lastStep = (column: 'step' | 'held') => sql<string | null>`(
      select ${column === 'step' ? sql`step` : sql`detail ->> '$.held'`} from request_steps s
        where s.account_id = requests.account_id and s.request_id = requests.request_id order by seq desc limit 1)`;
    const [rows, triggered, stores, heldMessages] = await db.batch([
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
          step: lastStep('step').as('last_step'),
          /** Why a send of that step is held, where it is. */
          heldMessages: lastStep('held').as('last_held'),
          createdAt: requests.createdAt,
          storeName: sql<string>`coalesce((select name from stores where id_store = requests.id_store), '')`.as(
            'name_of_store',
          ),
          order: sql<string | null>`(select json_object('number', order_number, 'total', total, 'currency', currency,
            'placedAt', coalesce(placed_at, o.created_at)) from orders o where o.account_id = requests.account_id
            and o.id_store = requests.id_store and o.order_id = requests.object_id)`.as('order_of_request'),
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
          storeId: sql<string | null>`coalesce(
            (select id_store from requests r where r.account_id = k.value ->> 0 and r.user_key = k.value ->> 1
              order by request_id desc limit 1),
            (select id_store from stores s where s.account_id = k.value ->> 0 and s.deleted_at is null
              order by id_store limit 1))`.as('store_of_customer'),
        })
        .from(sql`json_each(${wanted}) k`),
      db
        .select()
        .from(messages)
        .where(
          sql`message_id in (select m.message_id from json_each(${chosenBy}) k join messages m
            on m.account_id = k.value ->> 0 and m.user_key = k.value ->> 1 and m.message_id >= k.value ->> 3
            where m.channel_id = k.value ->> 2 and m.direction = 'in' and m.step = ${HELD_REPLY_STEP} and m.request_id is null)`,
        )
        .orderBy(desc(messages.createdAt), desc(messages.messageId))
        .limit(MAX_HELD_MESSAGES),
    ]);
    const runs = rows.map((row) => ({
      ...row,
      order: row.order === null ? null : (JSON.parse(row.order) as OpenOrder),
    }));
    return { runs, triggered, stores, heldMessages: (heldMessages as Message[]).toReversed() };
  },
});

export type OpenRunsRepository = ReturnType<typeof openRunsRepository>;
export type OpenRuns = Awaited<ReturnType<OpenRunsRepository['load']>>;
export type OpenRun = OpenRuns['runs'][number];
