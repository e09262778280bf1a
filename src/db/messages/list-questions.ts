import { and, eq, gte, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import { lowestId } from '../../shared/crypto/ids';
import { PENDING_REPLY_STEP, QUESTION_STEP } from '../../shared/flows/list-question';
import { messages } from '../schema';
import { type Database, selectValues } from '../sql/database';

type Message = typeof messages.$inferSelect;

/** The condition of a list question that has not been answered. */
export const isOpenQuestion = and(
  eq(messages.direction, 'out'),
  eq(messages.step, QUESTION_STEP),
  isNotNull(messages.iteration),
);

/** The condition that a message is in the same conversation as another, and not older than `since`. */
const isInConversation = ({ accountId, channelId, userKey }: Message, since: number) =>
  and(
    eq(messages.accountId, accountId),
    eq(messages.userKey, userKey),
    gte(messages.messageId, lowestId('msg', since)),
    eq(messages.channelId, channelId),
  );

/** The customer's choice: the request, and the pending message (received since `since`) that answers it. */
export type RequestChoice = { requestId: string; messageId: string | null; since: number };

/** Returns the statements that assign the chosen pending message to the request, release the others and close the question. */
export const assignPendingReplies = (
  db: Database,
  message: Message,
  { requestId, messageId, since }: RequestChoice,
  guard: SQL,
) => [
  db
    .update(messages)
    .set({ requestId: sql`iif(${messages.messageId} = ${messageId}, ${requestId}, null)`, step: null })
    .where(
      and(
        isInConversation(message, since),
        eq(messages.direction, 'in'),
        eq(messages.step, PENDING_REPLY_STEP),
        isNull(messages.requestId),
        guard,
      ),
    ),
  db
    .update(messages)
    .set({ iteration: null })
    .where(and(isInConversation(message, since), isOpenQuestion, guard)),
];

/**
 * Returns the statement that inserts a question if none is open, or one more if the message was written after the only open
 * one had been sent.
 */
export function insertQuestion(db: Database, question: Message, writtenAt: number, since: number, guard: SQL) {
  const open = sql`from ${messages} where ${isInConversation(question, since)} and ${isOpenQuestion}`;
  const iteration = sql`(select 1 + coalesce(max(${messages.iteration}), 0) from ${messages}
    where ${messages.requestId} = ${question.requestId} and ${messages.step} = ${QUESTION_STEP})`;
  return db
    .insert(messages)
    .select(
      sql`select ${selectValues(messages, question, { iteration })} where ${guard} and (not exists (select 1 ${open})
        or ((select count(*) ${open}) = 1 and exists (select 1 ${open} and ${messages.wamid} is not null
          and ${messages.createdAt} <= ${writtenAt})))`,
    )
    .onConflictDoNothing();
}
