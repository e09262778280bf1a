import { lte, type SQL, sql } from 'drizzle-orm';
import { giveBackStatements } from '../conversations/conversation-statements';
import type { Message } from '../messages/messages';
import type { StepRow } from '../requests/requests';
import { isStep, ofRequest, runStatements, type StepKey } from '../runs/run-statements';
import { isChannelDeleted, isChannelUnreachable } from '../runs/unreachable-channels';
import { isOfStep, type SettleInput, waitStatements } from '../runs/wait-statements';
import { messages, pushes, requestSteps, requests } from '../schema';
import type { BatchResult } from '../sql/batch';
import type { Database } from '../sql/database';

/** What ends a wait. `questionStep`: the send whose failure ends a wait for its reply. */
export type Wait = { for: 'reply'; questionStep: StepKey | null } | { for: 'timer' | 'delivery' | 'person' };

/** A wait after an attempt to settle it: the step has a result if the wait has ended. `live` is false if the request has ended. */
export type SettledWait = { live: boolean; step: StepRow | undefined; reply: Message | undefined };

/** When a wait ends, its result, and the columns of the request that its end changes. */
type Ending = { isOver: SQL; outcome: SQL; set?: Partial<Record<'optedOutAt' | 'turn' | 'answersSince', SQL>> };

/**
 * A stored reply takes precedence, then an opt-out, then the failure of the message of `questionStep`, then the deadline. A customer who
 * cannot reply is not silent: the deadline ends no wait while the channel is unreachable, and one on a deleted channel as `disconnected`.
 */
function endingOfReplyWait(run: SettleInput, questionStep: StepKey | null): Ending {
  const { at, now } = run;
  const optedOut = ofRequest(requests.optedOutAt, run);
  const channelId = ofRequest(requests.channelId, run);
  const isLate = sql`(${requestSteps.deadline} <= ${now} and not ${isChannelUnreachable(channelId)})`;
  const replyId = sql`(select ${messages.messageId} from ${messages} where ${isOfStep(messages, run, at)})`;
  const isUndelivered =
    questionStep === null
      ? sql`0`
      : sql`exists (select 1 from ${messages} where ${isOfStep(messages, run, questionStep)}
          and ${messages.status} = 'failed')`;
  return {
    isOver: sql`(${replyId} is not null or ${isLate} or ${optedOut} is not null or ${isUndelivered})`,
    outcome: sql`'message_id', ${replyId}, 'opted_out', iif(${replyId} is null and ${optedOut} is not null, 1, 0),
      'undelivered', iif(${replyId} is null and ${optedOut} is null and ${isUndelivered}, 1, 0),
      'disconnected', iif(${replyId} is null and ${optedOut} is null and ${isChannelDeleted(channelId)}, 1, 0)`,
    set: {
      optedOutAt: sql`iif(${replyId} is null, null, ${requests.optedOutAt})`,
      turn: sql`${requests.turn} + (${replyId} is not null)`,
      answersSince: sql`coalesce((select ${messages.createdAt} from ${messages}
        where ${messages.messageId} = ${replyId}), ${requests.answersSince})`,
    },
  };
}

function endingOf(run: SettleInput, wait: Wait): Ending {
  const { at, now } = run;
  if (wait.for === 'reply') return endingOfReplyWait(run, wait.questionStep);
  if (wait.for === 'timer') return { isOver: lte(requestSteps.deadline, now), outcome: sql`'timer', 1` };
  if (wait.for === 'delivery') {
    const push = sql`from ${pushes} where ${isOfStep(pushes, run, at)}`;
    return {
      isOver: sql`exists (select 1 ${push} and ${pushes.visibleAt} is null)`,
      outcome: sql`'push_id', (select ${pushes.pushId} ${push}), 'state', (select ${pushes.state} ${push}),
        'held', (select ${pushes.held} ${push})`,
    };
  }
  const resume = ofRequest(requests.resumeStep, run);
  return {
    isOver: sql`(${resume} is not null or ${requestSteps.deadline} <= ${now})`,
    outcome: sql`'resume', ${resume}`,
    // Messages sent before the run resumed must not answer the run's later questions.
    set: { answersSince: sql`${now}` },
  };
}

const hasResult = ({ at, ...run }: SettleInput): SQL =>
  sql`exists (select 1 from ${requestSteps} where ${isStep(run, at)} and ${requestSteps.result} is not null)`;

/** Returns the statements that settle an open wait of a live request, once: if it has not ended it stays open. */
export function settleStatements(db: Database, run: SettleInput, wait: Wait) {
  const { liveRequest } = runStatements(db);
  const { claimReply, settle, closeWait, postponeCheck, selectStep } = waitStatements(db);
  const { at } = run;
  const { isOver, outcome, set } = endingOf(run, wait);
  const isReply = wait.for === 'reply';
  const ended = { now: run.now, isAnswered: true };
  return {
    claimed: isReply ? [claimReply(run, at)] : [],
    settled: settle(run, isOver, outcome),
    closed: closeWait(run, set),
    givenBack:
      wait.for === 'person'
        ? [giveBackStatements(db, { accountId: run.accountId, requestIds: [run.requestId] }, ended, hasResult(run))]
        : [],
    postponed: postponeCheck(run),
    live: db.select({ requestId: requests.requestId }).from(requests).where(liveRequest(run)),
    steps: selectStep(run, at),
    replies: isReply
      ? [
          db
            .select()
            .from(messages)
            .where(isOfStep(messages, run, at)),
        ]
      : [],
  };
}

/** Reads the results of `settleStatements`. */
export const toSettledWait = ({
  live,
  steps,
  replies,
}: Pick<BatchResult<ReturnType<typeof settleStatements>>, 'live' | 'steps' | 'replies'>): SettledWait => ({
  live: live.length > 0,
  step: steps[0],
  reply: replies.flat()[0],
});
