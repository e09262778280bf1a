import { and, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import { QueryBuilder } from 'drizzle-orm/sqlite-core';
import { AT_END_OF_TIME, currentKey, keysOfCustomer } from '../customers/customer-names';
import { onlyChannel } from '../run-log/open-wait-statements';
import { type StepKey, userKeyOfRequest } from '../runs/run-statements';
import { accounts, customerAliases, messages, requestSteps, requests } from '../schema';
import type { Database } from '../sql/database';
import { preparedSelect, runPreparedSelects } from '../sql/prepared-select';
import { type NamedInSend, sendFactSelects, sendFactValues } from './send-fact-statements';

export type SendFactsQuery = NamedInSend & {
  accountId: string;
  /** The channel to send from; null for the account's only one. */
  channelId: string | null;
  /** The recipient's address, and the key of the customer at that address. */
  address: string;
  addressKey: string;
  at: StepKey & { requestId: string };
  /** The start of the month in which the number's service messages are counted; null if no count is needed. */
  monthFrom: number | null;
};

/** The number of free service messages in a month; a higher count makes no difference. */
const MAX_COUNTED = 1_000;

const accountId = sql.placeholder('accountId');
const address = sql.placeholder('address');
const at = {
  requestId: sql.placeholder('requestId'),
  step: sql.placeholder('step'),
  iteration: sql.placeholder('iteration'),
};
const queryBuilder = new QueryBuilder();

/** A count of the channel's delivered service messages since an instant, up to 1,000. */
const countServiceMessages = (channelId: SQL) =>
  sql<number>`(select count(*) from (select 1 from ${messages} where ${messages.channelId} = ${channelId}
    and ${messages.direction} = 'out' and ${messages.kind} <> 'template' and ${messages.createdAt} >= ${sql.placeholder('monthFrom')}
    and ${messages.status} in ('delivered', 'read', 'played') and ${messages.author} is not 'phone_app'
    limit ${sql.raw(String(MAX_COUNTED))}))`;

/** The condition that Meta was called again for a message after the answer to an earlier call was lost. */
const isResent = sql<number>`exists (select 1 from ${requestSteps} where ${requestSteps.requestId} = ${at.requestId}
    and ${requestSteps.step} = ${at.step} and ${requestSteps.iteration} = ${at.iteration}
    and ${requestSteps.detail} ->> '$.resent')`;

/** Returns the current key of the request's customer if `address` is a number that they gave up, else null. */
const movedTo = (userKey: SQL) => {
  const { alias, namedBy, userKey: key } = customerAliases;
  return sql<string | null>`(select ${key} from ${customerAliases} where ${customerAliases.accountId} = ${accountId}
    and ${alias} = ${address} and ${namedBy} = 'merchant' and ${key} glob '+*' and ${alias} not glob '*[^0-9]*'
    and ${key} = ${currentKey(accountId, userKey, AT_END_OF_TIME)})`;
};

function selectsOf() {
  const channelId = sql`coalesce(${sql.placeholder('channelId')}, ${onlyChannel(accountId)})`;
  const userKey = userKeyOfRequest({ accountId, requestId: at.requestId });
  // A number means the customer who has it now.
  const keys = keysOfCustomer(accountId, userKey, AT_END_OF_TIME);
  const keysAtAddress = keysOfCustomer(accountId, sql.placeholder('addressKey'), AT_END_OF_TIME);
  return {
    account: preparedSelect(() =>
      queryBuilder
        .select({
          optOutPolicy: accounts.optOutPolicy,
          priceList: accounts.priceList,
          serviceMessages: sql<number>`${countServiceMessages(channelId)}`.as('service_messages'),
        })
        .from(accounts)
        .where(eq(accounts.accountId, accountId)),
    ),
    ...sendFactSelects({ channelId, keys: [keys, keysAtAddress], keysAtAddress }),
    sent: preparedSelect(() =>
      queryBuilder
        .select({ ...getTableColumns(messages), isResent: sql<number>`${isResent}`.as('is_resent') })
        .from(messages)
        .where(
          and(eq(messages.requestId, at.requestId), eq(messages.step, at.step), eq(messages.iteration, at.iteration)),
        ),
    ),
    request: preparedSelect(() =>
      queryBuilder
        .select({ userKey: requests.userKey, movedTo: sql<string | null>`${movedTo(userKey)}`.as('moved_to') })
        .from(requests)
        .where(and(eq(requests.accountId, accountId), eq(requests.requestId, at.requestId))),
    ),
  };
}
const SELECTS = selectsOf();

/** The channel to send from, and the facts that decide whether, and in which form, a message may be sent. */
export const sendFactsRepository = (db: Database) => ({
  /** `channel` is undefined if it is not connected, or if the account has several. One round trip. */
  async load(query: SendFactsQuery) {
    const rows = await runPreparedSelects(db, SELECTS, {
      ...sendFactValues(query.accountId, query),
      ...query.at,
      channelId: query.channelId,
      address: query.address,
      addressKey: query.addressKey,
      monthFrom: query.monthFrom ?? Number.MAX_SAFE_INTEGER,
    });
    return {
      account: rows.account[0],
      channel: rows.channel[0],
      optedOut: rows.optedOut.length > 0,
      conversation: rows.conversation[0],
      templates: rows.templates,
      sent: rows.sent[0],
      answered: rows.answered,
      /** The request's customer now, and their current key if the address is a number that they gave up. */
      userKey: rows.request[0]?.userKey ?? null,
      movedTo: rows.request[0]?.movedTo ?? null,
    };
  },
});

export type SendFactsRepository = ReturnType<typeof sendFactsRepository>;
