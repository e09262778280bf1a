import { and, asc, eq, gt, isNotNull, type SQL, sql } from 'drizzle-orm';
import { type SessionRows, selectPageSession, toSessionRows } from '../people/sessions';
import { conversations, customers } from '../schema';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import { trimPage } from '../sql/page';

/** A customer who wants no messages, with the name and the conversation that the account has of them. */
export type OptedOut = {
  userKey: string;
  at: number | null;
  by: 'word' | 'meta' | 'api' | null;
  name: string | null;
  conversationId: string | null;
};

export type OptOutRows = SessionRows & { found: { rows: OptedOut[]; more: boolean } };

/** Returns a value of the customer's latest conversation. Nested, because drizzle leaves out the tables of a field's own columns. */
const ofConversation = (value: SQL) =>
  sql<
    string | null
  >`${sql`(select ${value} from ${conversations} where ${conversations.accountId} = ${customers.accountId}
    and ${conversations.userKey} = ${customers.userKey} order by ${conversations.lastAt} desc limit 1)`}`;

export const optOutPagesRepository = (db: Database) => ({
  /** Returns a session and a page of the customers who want no messages, by their keys after `after`; one round trip. */
  async load(
    { accountId, sessionId }: { accountId: string; sessionId: string },
    { after, limit }: { after: string | null; limit: number },
  ): Promise<OptOutRows> {
    const { signedIn, found } = await runBatch(db, {
      signedIn: selectPageSession(db, accountId, sessionId),
      found: db
        .select({
          userKey: customers.userKey,
          at: customers.optedOutAt,
          by: customers.optedOutBy,
          name: ofConversation(sql`${conversations.name}`).as('name_of_customer'),
          conversationId: ofConversation(sql`${conversations.conversationId}`).as('conversation_of_customer'),
        })
        .from(customers)
        .where(
          and(
            eq(customers.accountId, accountId),
            isNotNull(customers.optedOutAt),
            after === null ? undefined : gt(customers.userKey, after),
          ),
        )
        .orderBy(asc(customers.userKey))
        .limit(limit + 1),
    });
    return { ...toSessionRows(signedIn), found: trimPage(found, limit) };
  },
});

export type OptOutPagesRepository = ReturnType<typeof optOutPagesRepository>;
