import { and, eq, sql } from 'drizzle-orm';
import type { Database } from './database';
import type { Message } from './messages';
import { messages } from './schema';

type Ended = { accountId: string; messageId: string; now: number };

/** The questions to customers which of their requests a message is for. */
export const questionsRepository = (db: Database) => {
  const isThis = (accountId: string, messageId: string) =>
    and(eq(messages.accountId, accountId), eq(messages.messageId, messageId));

  return {
    /**
     * Takes a question to be sent: by one caller at a time, and again only where a call that began before `lostBefore` has
     * shown no end. `pending`: it has not gone yet, and somebody else has it.
     */
    async begin({
      accountId,
      requestId,
      step,
      now,
      lostBefore,
    }: {
      accountId: string;
      requestId: string;
      step: string;
      now: number;
      lostBefore: number;
    }): Promise<{ question: Message | undefined; pending: boolean }> {
      const unsent = sql`account_id = ${accountId} and request_id = ${requestId} and step = ${step} and visit = 1
        and status = 'pending' and wamid is null`;
      const [taken, left] = await db.batch([
        db
          .update(messages)
          .set({ callAt: now })
          .where(sql`${unsent} and (call_at is null or call_at <= ${lostBefore})`)
          .returning(),
        db.select({ messageId: messages.messageId }).from(messages).where(unsent),
      ]);
      return { question: taken[0], pending: left.length > 0 };
    },

    async accept({ accountId, messageId, now, wamid }: Ended & { wamid: string }): Promise<void> {
      await db
        .update(messages)
        .set({
          wamid,
          // A status may have come before the answer to the send: it is not taken back.
          status: sql`iif(${messages.status} = 'pending', 'accepted', ${messages.status})`,
          callAt: null,
          updatedAt: now,
        })
        .where(isThis(accountId, messageId));
    },

    async fail({ accountId, messageId, now }: Ended): Promise<void> {
      await db
        .update(messages)
        .set({ status: 'failed', callAt: null, updatedAt: now })
        .where(isThis(accountId, messageId));
    },
  };
};

export type QuestionsRepository = ReturnType<typeof questionsRepository>;
