import { parseDuration } from '../../../../shared/duration';
import type { StepExecutor } from '../../engine/interpret';
import { conditionHolds, type Run, takeProgress } from '../../engine/run';
import { matchesCase } from './matches-case';

/** The send right before the wait, where it says what is to be done if it fails: Meta tells many failures only later. */
const questionOf = ({ lastSend: sent, at }: Run): Run['lastSend'] =>
  sent && sent.onFailed !== undefined && sent.seq === at.seq - 1 ? sent : null;

export const waitForReply: StepExecutor<'wait_for_reply'> = async (step, run) => {
  const timeoutMs = parseDuration(step.timeout) ?? 0;
  const sent = questionOf(run);
  const asked = sent && { step: sent.step, iteration: sent.iteration };
  const waited = await run.effects.waitForReply(run.at, takeProgress(run), { timeoutMs, asked });
  const { now, variables, reply, undelivered } = waited;
  run.now = now;
  run.variables = variables;
  run.saved = { ...run.saved, reply };
  run.isReminder = reply.message_id === null;
  if (step.save_as !== undefined) run.saved[step.save_as] = reply;
  if (undelivered && sent?.onFailed !== undefined) return sent.onFailed;
  if (reply.message_id === null) return step.on_timeout ?? null;
  const fitting = step.cases.find((each) => matchesCase(each, reply, (condition) => conditionHolds(run, condition)));
  return fitting?.goto ?? step.otherwise ?? null;
};
