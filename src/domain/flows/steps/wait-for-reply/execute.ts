import { parseDuration } from '../../../../shared/duration';
import { conditionHolds, type Run, takeProgress } from '../../engine/run';
import { waitForReplyEffect } from './effect';
import { matchesCase } from './matches-case';
import type { WaitForReplyStep } from './schema';

/** Returns the send right before the wait if it has `on_failed`: Meta reports many failures only later. */
const questionOf = ({ lastSend, at }: Run): Run['lastSend'] =>
  lastSend && lastSend.onFailed !== undefined && lastSend.seq === at.seq - 1 ? lastSend : null;

export async function executeWaitForReply(step: WaitForReplyStep, run: Run): Promise<string | null> {
  const timeoutMs = parseDuration(step.timeout) ?? 0;
  const sent = questionOf(run);
  const questionStep = sent && { step: sent.step, iteration: sent.iteration };
  const input = { timeoutMs, questionStep };
  const waited = await run.effects.perform(waitForReplyEffect, run.at, takeProgress(run), input);
  const { now, variables, reply, undelivered } = waited;
  run.now = now;
  run.variables = variables;
  run.saved = { ...run.saved, reply };
  run.isReminder = reply.message_id === null;
  if (step.save_as !== undefined) run.saved[step.save_as] = reply;
  if (undelivered && sent?.onFailed !== undefined) return sent.onFailed;
  if (reply.message_id === null) return step.on_timeout ?? null;
  const matching = step.cases.find((each) => matchesCase(each, reply, (condition) => conditionHolds(run, condition)));
  return matching?.goto ?? step.otherwise ?? null;
}
