import { and, eq, gt, isNull, lte, or } from 'drizzle-orm';
import { QUESTION_STEP } from '../../shared/flows/list-question';
import { messages } from '../schema';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';
import type { Message } from './messages';

/** The questions that ask a customer which request their message is for. */
export const questionsRepository = (db: Database) => ({
  /**
   * Claims a question for sending, one caller at a time. A call that began before `lostBefore` and has no result counts as
   * lost. `pending`: the question has not been sent; without a `question` another caller has it.
   */
  async claimForSending({
    accountId,
    messageId,
    requestId,
    now,
    lostBefore,
  }: {
    accountId: string;
    /** Null if an earlier version queued the question; then it is the request's first. */
    messageId: string | null;
    requestId: string;
    now: number;
    lostBefore: number;
  }): Promise<{ question: Message | undefined; pending: boolean }> {
    const isUnsent = and(
      eq(messages.accountId, accountId),
      messageId === null
        ? and(eq(messages.requestId, requestId), eq(messages.iteration, 1))
        : and(eq(messages.messageId, messageId), gt(messages.iteration, 0)),
      eq(messages.step, QUESTION_STEP),
      eq(messages.status, 'pending'),
      isNull(messages.wamid),
    );
    const { claimed, unsent } = await runBatch(db, {
      claimed: db
        .update(messages)
        .set({ callStartedAt: now })
        .where(and(isUnsent, or(isNull(messages.callStartedAt), lte(messages.callStartedAt, lostBefore))))
        .returning(),
      unsent: db.select({ messageId: messages.messageId }).from(messages).where(isUnsent),
    });
    return { question: claimed[0], pending: unsent.length > 0 };
  },
});

export type QuestionsRepository = ReturnType<typeof questionsRepository>;
