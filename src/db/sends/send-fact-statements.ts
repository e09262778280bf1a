import { and, desc, eq, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm';
import { channels, conversations, customers, messages, templates } from '../schema';
import { type Database, jsonList } from '../sql/database';

/** What decides whether, and in which form, a message may be sent. `keys` are those of the customer, as lists for `in`. */
export type SendFactsOf = {
  accountId: string;
  channelId: SQL;
  keys: SQL[];
  keysAtAddress: SQL;
  templates: { name: string; language: string }[];
  /** Our ids of the messages that this one quotes or reacts to. */
  messageIds: string[];
};

/** Selects the channel to send from, and the facts that decide whether, and in which form, a message may be sent. */
export function selectSendFacts(db: Database, of: SendFactsOf) {
  const { accountId, channelId, keys, keysAtAddress } = of;
  const wabaId = sql`(select ${channels.wabaId} from ${channels} where ${channels.channelId} = ${channelId})`;
  const wanted = JSON.stringify(of.templates.map(({ name, language }) => [name, language]));
  return {
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
          or(...keys.map((list) => inArray(customers.userKey, list))),
        ),
      )
      .limit(1),
    conversation: db
      .select()
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
    answered: db
      .select({
        messageId: messages.messageId,
        wamid: messages.wamid,
        direction: messages.direction,
        channelId: messages.channelId,
        createdAt: messages.createdAt,
        isOfCustomer:
          sql<number>`(${messages.userKey} in ${keysAtAddress} or ${messages.address} in ${keysAtAddress})`.as(
            'is_of_customer',
          ),
      })
      .from(messages)
      .where(and(eq(messages.accountId, accountId), inArray(messages.messageId, jsonList(of.messageIds)))),
  };
}
