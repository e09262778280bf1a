import { sql } from 'drizzle-orm';
import { QUESTION_STEP } from '../shared/list-question';
import type { Database } from './database';
import type { Message } from './messages';
import { messages } from './schema';

/** The questions to customers which of their requests a message is for. */
export const questionsRepository = (db: Database) => {
  return {
    /**
     * Takes a question to be sent: by one caller at a time, and again only where a call that began before `lostBefore` has
     * shown no end. `pending`: it has not gone yet, and somebody else has it.
     */
    async claimForSending({
      accountId,
      messageId,
      requestId,
      now,
      lostBefore,
    }: {
      accountId: string;
      /** Null where an earlier version queued it: then it is the request's first. */
      messageId: string | null;
      requestId: string;
      now: number;
      lostBefore: number;
    }): Promise<{ question: Message | undefined; pending: boolean }> {
      const which =
        messageId === null
          ? sql`request_id = ${requestId} and visit = 1`
          : sql`message_id = ${messageId} and visit > 0`;
      const unsent = sql`account_id = ${accountId} and ${which} and step = ${QUESTION_STEP}
        and status = 'pending' and wamid is null`;
      const [taken, left] = await db.batch([
        db
          .update(messages)
          .set({ callStartedAt: now })
          .where(sql`${unsent} and (call_at is null or call_at <= ${lostBefore})`)
          .returning(),
        db.select({ messageId: messages.messageId }).from(messages).where(unsent),
      ]);
      return { question: taken[0], pending: left.length > 0 };
    },
  };
};

export type QuestionsRepository = ReturnType<typeof questionsRepository>;
