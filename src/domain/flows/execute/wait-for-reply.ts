import type { Reply } from '../../messages/reply';
import type { StepOf } from '../definition';
import { parseDuration } from '../duration';
import type { Execute } from '../interpret';
import { compilePattern } from '../pattern';
import { holds, type Run, takeProgress } from '../run';
import { sameWords } from '../same-words';

type Case = StepOf<'wait_for_reply'>['cases'][number];

function fitsPattern(source: string, text: string | null): boolean {
  const pattern = compilePattern(source);
  return pattern.ok && text !== null && pattern.fits(text);
}

const fits = ({ button, list, text, pattern, kind, when }: Case, reply: Reply, run: Run): boolean =>
  (button === undefined || reply.button === button) &&
  (list === undefined || reply.list === list) &&
  (text === undefined || (reply.text !== null && text.some((words) => sameWords(words, reply.text ?? '')))) &&
  (pattern === undefined || fitsPattern(pattern, reply.text)) &&
  (kind === undefined || reply.kind === kind) &&
  (when === undefined || holds(run, when));

/** The send right before the wait, where it says what is to be done if it fails: Meta tells many failures only later. */
const askedBy = ({ sent, at }: Run): Run['sent'] =>
  sent && sent.onFailed !== undefined && sent.seq === at.seq - 1 ? sent : null;

export const waitForReply: Execute<'wait_for_reply'> = async (step, run) => {
  const timeoutMs = parseDuration(step.timeout) ?? 0;
  const sent = askedBy(run);
  const asked = sent && { step: sent.step, visit: sent.visit };
  const waited = await run.effects.waitForReply(run.at, takeProgress(run), { timeoutMs, asked });
  const { now, variables, reply, undelivered } = waited;
  run.now = now;
  run.variables = variables;
  run.saved = { ...run.saved, reply };
  if (step.save_as !== undefined) run.saved[step.save_as] = reply;
  if (undelivered && sent?.onFailed !== undefined) return sent.onFailed;
  if (reply.message_id === null) return step.on_timeout ?? null;
  return step.cases.find((candidate) => fits(candidate, reply, run))?.goto ?? step.otherwise ?? null;
};
