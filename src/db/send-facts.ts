import { and, eq, sql } from 'drizzle-orm';
import { keysOfCustomer } from './customers';
import type { Database } from './database';
import type { StepKey } from './run-statements';
import { accounts, channels, conversations, customers, messages, templates } from './schema';

export type SendFactsAsk = {
  accountId: string;
  channelId: string;
  wabaId: string;
  /** How the merchant names the customer, and how the address would be named. */
  userKey: string;
  addressKey: string;
  at: StepKey & { requestId: string };
  templates: { name: string; language: string }[];
  /** From when on the number's free forms are counted; null where nobody asks. */
  monthFrom: number | null;
  /** The message that this one answers, or puts a reaction on, by our id. */
  messageIds: string[];
};

/** As many as are free a month: nobody asks for more. */
const MOST_COUNTED = 1_000;

/** What decides whether, and in which form, a message may go out; one round trip. */
export const sendFactsRepository = (db: Database) => ({
  async load(ask: SendFactsAsk) {
    const { accountId, channelId, wabaId, userKey, addressKey, at } = ask;
    const wanted = JSON.stringify(ask.templates.map(({ name, language }) => [name, language]));
    const serviceSent = sql`(select 1 from messages where channel_id = ${channelId} and direction = 'out'
      and kind <> 'template' and created_at >= ${ask.monthFrom ?? Number.MAX_SAFE_INTEGER}
      and status in ('delivered', 'read', 'played') limit ${MOST_COUNTED})`;
    const [accountRows, channelRows, optedOut, talks, templateRows, sent, answered] = await db.batch([
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
          sql`account_id = ${accountId} and opted_out_at is not null and (user_key in ${keysOfCustomer(accountId, userKey)}
            or user_key in ${keysOfCustomer(accountId, addressKey)})`,
        )
        .limit(1),
      db
        .select({ lastInboundAt: conversations.lastInboundAt, lastWamid: conversations.lastWamid })
        .from(conversations)
        .where(sql`channel_id = ${channelId} and user_key in ${keysOfCustomer(accountId, addressKey)}`)
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
        .where(and(eq(messages.requestId, at.requestId), eq(messages.step, at.step), eq(messages.visit, at.visit))),
      db
        .select({ messageId: messages.messageId, wamid: messages.wamid })
        .from(messages)
        .where(
          sql`account_id = ${accountId} and message_id in (select value from json_each(${JSON.stringify(ask.messageIds)}))`,
        ),
    ]);
    return {
      account: accountRows[0],
      broken: (channelRows[0]?.brokenAt ?? null) !== null,
      optedOut: optedOut.length > 0,
      conversation: talks[0],
      templates: templateRows,
      sent: sent[0],
      answered,
    };
  },
});

export type SendFactsRepository = ReturnType<typeof sendFactsRepository>;
