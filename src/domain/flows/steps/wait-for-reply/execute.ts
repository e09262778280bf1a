import { conditionHolds, type Run, takeProgress } from '../../engine/run';
import { StepFailed } from '../../engine/run-errors';
import { waitForReplyEffect } from './effect';
import { matchesCase } from './matches-case';
import { replyDeadline, replyWaitOf } from './reply-wait';
import type { WaitForReplyStep } from './schema';

export async function executeWaitForReply(step: WaitForReplyStep, run: Run): Promise<string | null> {
  const { lastSend } = run;
  const input = replyWaitOf(step, replyDeadline(step, run), run.at.seq, lastSend);
  const waited = await run.effects.perform(waitForReplyEffect, run.at, takeProgress(run), input);
  const { now, variables, reply, undelivered, disconnected } = waited;
  run.now = now;
  run.variables = variables;
  run.saved = { ...run.saved, reply };
  run.isReminder = reply.message_id === null;
  if (step.save_as !== undefined) run.saved[step.save_as] = reply;
  if (undelivered && input.questionStep && lastSend?.onFailed !== undefined) return lastSend.onFailed;
  if (disconnected)
    throw new StepFailed('channel_not_found', 'The number was disconnected before the customer replied');
  if (reply.message_id === null) return step.on_timeout ?? null;
  const matching = step.cases.find((each) => matchesCase(each, reply, (condition) => conditionHolds(run, condition)));
  return matching?.goto ?? step.otherwise ?? null;
}
