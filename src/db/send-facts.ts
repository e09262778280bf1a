import { and, eq, sql } from 'drizzle-orm';
import { AT_END_OF_TIME, currentKey, keysOfCustomer } from './customer-names';
import type { Database } from './database';
import { type StepKey, userKeyOfRequest } from './run-statements';
import { accounts, channels, conversations, customers, messages, requests, templates } from './schema';

export type SendFactsQuery = {
  accountId: string;
  channelId: string;
  wabaId: string;
  /** Where the message is to go, and how that would be named. */
  address: string;
  addressKey: string;
  at: StepKey & { requestId: string };
  templates: { name: string; language: string }[];
  /** From when on the number's free forms are counted; null where nobody asks. */
  monthFrom: number | null;
  /** The message that this one answers, or puts a reaction on, by our id. */
  messageIds: string[];
};

/** As many as are free a month: nobody asks for more. */
const MAX_COUNTED = 1_000;

/** What decides whether, and in which form, a message may go out; one round trip. */
export const sendFactsRepository = (db: Database) => ({
  async load(ask: SendFactsQuery) {
    const { accountId, channelId, wabaId, address, addressKey, at } = ask;
    const userKey = userKeyOfRequest({ accountId, requestId: at.requestId });
    // A number names who has it now, whoever had it before.
    const keys = keysOfCustomer(accountId, userKey, AT_END_OF_TIME);
    const keysThere = keysOfCustomer(accountId, addressKey, AT_END_OF_TIME);
    const wanted = JSON.stringify(ask.templates.map(({ name, language }) => [name, language]));
    const serviceSent = sql`(select 1 from messages where channel_id = ${channelId} and direction = 'out'
      and kind <> 'template' and created_at >= ${ask.monthFrom ?? Number.MAX_SAFE_INTEGER}
      and status in ('delivered', 'read', 'played') limit ${MAX_COUNTED})`;
    const [accountRows, channelRows, optedOut, talks, templateRows, sent, answered, currentRequest] = await db.batch([
      db
        .select({
          optOutPolicy: accounts.optOutPolicy,
          priceList: accounts.priceList,
          serviceMessages: sql<number>`(select count(*) from ${serviceSent})`.as('service_messages'),
        })
        .from(accounts)
        .where(eq(accounts.accountId, accountId)),
      db
        .select({ brokenAt: channels.brokenAt })
        .from(channels)
        .where(and(eq(channels.accountId, accountId), eq(channels.channelId, channelId))),
      db
        .select({ at: customers.optedOutAt })
        .from(customers)
        .where(
          sql`account_id = ${accountId} and opted_out_at is not null
            and (user_key in ${keys} or user_key in ${keysThere})`,
        )
        .limit(1),
      db
        .select({ lastInboundAt: conversations.lastInboundAt, lastWamid: conversations.lastWamid })
        .from(conversations)
        .where(sql`channel_id = ${channelId} and user_key in ${keysThere}`)
        .orderBy(sql`last_inbound_at desc`)
        .limit(1),
      db
        .select({ name: templates.name, language: templates.language, category: templates.category })
        .from(templates)
        .where(
          sql`account_id = ${accountId} and waba_id = ${wabaId}
            and (name, language) in (select value ->> 0, value ->> 1 from json_each(${wanted}))`,
        ),
      db
        .select()
        .from(messages)
        .where(
          and(eq(messages.requestId, at.requestId), eq(messages.step, at.step), eq(messages.iteration, at.iteration)),
        ),
      db
        .select({ messageId: messages.messageId, wamid: messages.wamid })
        .from(messages)
        .where(
          sql`account_id = ${accountId} and message_id in (select value from json_each(${JSON.stringify(ask.messageIds)}))`,
        ),
      db
        .select({
          userKey: requests.userKey,
          movedTo: sql<string | null>`(select a.user_key from customer_aliases a where a.account_id = ${accountId}
            and a.alias = ${address} and a.named_by = 'merchant' and a.user_key glob '+*' and a.alias not glob '*[^0-9]*'
            and a.user_key = ${currentKey(accountId, userKey, AT_END_OF_TIME)})`.as('moved_to'),
        })
        .from(requests)
        .where(and(eq(requests.accountId, accountId), eq(requests.requestId, at.requestId))),
    ]);
    return {
      account: accountRows[0],
      broken: (channelRows[0]?.brokenAt ?? null) !== null,
      optedOut: optedOut.length > 0,
      conversation: talks[0],
      templates: templateRows,
      sent: sent[0],
      answered,
      /** The request's customer as they are kept now; where they are to be found if this is a number that they gave up. */
      userKey: currentRequest[0]?.userKey ?? null,
      movedTo: currentRequest[0]?.movedTo ?? null,
    };
  },
});

export type SendFactsRepository = ReturnType<typeof sendFactsRepository>;
