import { and, desc, eq, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm';
import { runBatch } from './batch';
import { AT_END_OF_TIME, currentKey, keysOfCustomer } from './customer-names';
import { type Database, jsonList } from './database';
import { onlyChannel } from './open-wait-statements';
import { type StepKey, userKeyOfRequest } from './run-statements';
import { accounts, channels, conversations, customerAliases, customers, messages, requests, templates } from './schema';

export type SendFactsQuery = {
  accountId: string;
  /** The channel to send from; null for the account's only one. */
  channelId: string | null;
  /** The recipient's address, and the key of the customer at that address. */
  address: string;
  addressKey: string;
  at: StepKey & { requestId: string };
  templates: { name: string; language: string }[];
  /** The start of the month in which the number's service messages are counted; null if no count is needed. */
  monthFrom: number | null;
  /** Our ids of the messages that this one quotes or reacts to. */
  messageIds: string[];
};

/** The number of free service messages in a month; a higher count makes no difference. */
const MAX_COUNTED = 1_000;

/** Returns a count of the channel's delivered service messages since an instant, up to 1,000. */
const countServiceMessages = (channelId: SQL, since: number) =>
  sql<number>`(select count(*) from (select 1 from ${messages} where ${messages.channelId} = ${channelId}
    and ${messages.direction} = 'out' and ${messages.kind} <> 'template' and ${messages.createdAt} >= ${since}
    and ${messages.status} in ('delivered', 'read', 'played') and ${messages.author} is not 'phone_app'
    limit ${MAX_COUNTED}))`;

/** Returns the current key of the request's customer if `address` is a number that they gave up, else null. */
const movedTo = (accountId: string, address: string, userKey: SQL) => {
  const { alias, namedBy, userKey: key } = customerAliases;
  return sql<string | null>`(select ${key} from ${customerAliases} where ${customerAliases.accountId} = ${accountId}
    and ${alias} = ${address} and ${namedBy} = 'merchant' and ${key} glob '+*' and ${alias} not glob '*[^0-9]*'
    and ${key} = ${currentKey(accountId, userKey, AT_END_OF_TIME)})`;
};

/** The channel to send from, and the facts that decide whether, and in which form, a message may be sent. */
export const sendFactsRepository = (db: Database) => ({
  /** `channel` is undefined if it is not connected, or if the account has several. One round trip. */
  async load(query: SendFactsQuery) {
    const { accountId, address, addressKey, at } = query;
    const channelId = query.channelId === null ? onlyChannel(accountId) : sql`${query.channelId}`;
    const wabaId = sql`(select ${channels.wabaId} from ${channels} where ${channels.channelId} = ${channelId})`;
    const userKey = userKeyOfRequest({ accountId, requestId: at.requestId });
    // A number means the customer who has it now.
    const keys = keysOfCustomer(accountId, userKey, AT_END_OF_TIME);
    const keysAtAddress = keysOfCustomer(accountId, addressKey, AT_END_OF_TIME);
    const wanted = JSON.stringify(query.templates.map(({ name, language }) => [name, language]));
    const serviceMessages = countServiceMessages(channelId, query.monthFrom ?? Number.MAX_SAFE_INTEGER);
    const rows = await runBatch(db, {
      account: db
        .select({
          optOutPolicy: accounts.optOutPolicy,
          priceList: accounts.priceList,
          serviceMessages: sql<number>`${serviceMessages}`.as('service_messages'),
        })
        .from(accounts)
        .where(eq(accounts.accountId, accountId)),
      channel: db
        .select()
        .from(channels)
        .where(and(eq(channels.accountId, accountId), eq(channels.channelId, channelId), isNull(channels.deletedAt))),
      optedOut: db
        .select({ at: customers.optedOutAt })
        .from(customers)
        .where(
          and(
            eq(customers.accountId, accountId),
            isNotNull(customers.optedOutAt),
            or(inArray(customers.userKey, keys), inArray(customers.userKey, keysAtAddress)),
          ),
        )
        .limit(1),
      conversation: db
        .select({ lastInboundAt: conversations.lastInboundAt, lastWamid: conversations.lastWamid })
        .from(conversations)
        .where(and(eq(conversations.channelId, channelId), inArray(conversations.userKey, keysAtAddress)))
        .orderBy(desc(conversations.lastInboundAt))
        .limit(1),
      templates: db
        .select({ name: templates.name, language: templates.language, category: templates.category })
        .from(templates)
        .where(
          and(
            eq(templates.accountId, accountId),
            eq(templates.wabaId, wabaId),
            sql`(${templates.name}, ${templates.language}) in (select value ->> 0, value ->> 1 from json_each(${wanted}))`,
          ),
        ),
      sent: db
        .select()
        .from(messages)
        .where(
          and(eq(messages.requestId, at.requestId), eq(messages.step, at.step), eq(messages.iteration, at.iteration)),
        ),
      answered: db
        .select({ messageId: messages.messageId, wamid: messages.wamid })
        .from(messages)
        .where(and(eq(messages.accountId, accountId), inArray(messages.messageId, jsonList(query.messageIds)))),
      request: db
        .select({
          userKey: requests.userKey,
          movedTo: sql<string | null>`${movedTo(accountId, address, userKey)}`.as('moved_to'),
        })
        .from(requests)
        .where(and(eq(requests.accountId, accountId), eq(requests.requestId, at.requestId))),
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
