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

export const waitForReply: Execute<'wait_for_reply'> = async (step, run) => {
  const timeoutMs = parseDuration(step.timeout) ?? 0;
  const { now, variables, reply } = await run.effects.waitForReply(run.at, takeProgress(run), { timeoutMs });
  run.now = now;
  run.variables = variables;
  run.saved = { ...run.saved, reply };
  if (step.save_as !== undefined) run.saved[step.save_as] = reply;
  if (reply.message_id === null) return step.on_timeout ?? null;
  return step.cases.find((candidate) => fits(candidate, reply, run))?.goto ?? step.otherwise ?? null;
};
