import { and, desc, eq, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm';
import { QueryBuilder } from 'drizzle-orm/sqlite-core';
import { channels, conversations, customers, messages, templates } from '../schema';
import { jsonListOf } from '../sql/database';
import { preparedSelect } from '../sql/prepared-select';

/** The templates and messages that a message names. */
export type NamedInSend = {
  templates: { name: string; language: string }[];
  /** Our ids of the messages that it quotes or reacts to. */
  messageIds: string[];
};

const queryBuilder = new QueryBuilder();
const accountId = sql.placeholder('accountId');

/** Returns the values of the selects' placeholders. */
export const sendFactValues = (account: string, { templates: wanted, messageIds }: NamedInSend) => ({
  accountId: account,
  templates: JSON.stringify(wanted.map(({ name, language }) => [name, language])),
  messageIds: JSON.stringify(messageIds),
});

/**
 * Prepares the selects of the channel to send from, and of the facts that decide whether, and in which form, a message may be
 * sent. `keys` are those of the customer, as lists for `in`.
 */
export function sendFactSelects({
  channelId,
  keys,
  keysAtAddress,
}: {
  channelId: SQL;
  keys: SQL[];
  keysAtAddress: SQL;
}) {
  const wabaId = sql`(select ${channels.wabaId} from ${channels} where ${channels.channelId} = ${channelId})`;
  return {
    channel: preparedSelect(() =>
      queryBuilder
        .select()
        .from(channels)
        .where(and(eq(channels.accountId, accountId), eq(channels.channelId, channelId), isNull(channels.deletedAt))),
    ),
    optedOut: preparedSelect(() =>
      queryBuilder
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
    ),
    conversation: preparedSelect(() =>
      queryBuilder
        .select()
        .from(conversations)
        .where(and(eq(conversations.channelId, channelId), inArray(conversations.userKey, keysAtAddress)))
        .orderBy(desc(conversations.lastInboundAt))
        .limit(1),
    ),
    templates: preparedSelect(() =>
      queryBuilder
        .select({ name: templates.name, language: templates.language, category: templates.category })
        .from(templates)
        .where(
          and(
            eq(templates.accountId, accountId),
            eq(templates.wabaId, wabaId),
            sql`(${templates.name}, ${templates.language}) in (select value ->> 0, value ->> 1 from json_each(${sql.placeholder('templates')}))`,
          ),
        ),
    ),
    answered: preparedSelect(() =>
      queryBuilder
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
        .where(
          and(
            eq(messages.accountId, accountId),
            inArray(messages.messageId, jsonListOf(sql.placeholder('messageIds'))),
          ),
        ),
    ),
  };
}
