import type { Issue } from '../../../shared/errors/app-error';
import { type Graph, reachableFrom } from './graph';
import type { ParsedFlow, ParsedStep } from './parse-flow';
import { triggerOf } from './trigger-of';

/** The forms that can be answered, unlike a reaction or a read mark. */
const QUESTIONS = ['template', 'text', 'buttons', 'list', 'media', 'location'];

/** Returns whether a step may ask something; one of an unknown kind may. */
const asks = ({ kind, raw }: ParsedStep): boolean =>
  kind === null || (kind === 'send_message' && QUESTIONS.some((form) => raw[form] !== undefined));

/**
 * Warns of waits without an earlier message of the flow on any path. It is only a warning, as another flow that
 * starts this one may have asked. A flow that a customer's message starts is a conversation already.
 */
export function checkWaits(parsedFlow: ParsedFlow, graph: Graph, reachableByRun: Set<number>): Issue[] {
  const { steps } = parsedFlow;
  if (triggerOf(parsedFlow) === 'message.received') return [];
  const questions = graph.edges.filter(({ from, way }) => way === 'next' && steps[from] && asks(steps[from]));
  const afterQuestion = reachableFrom(
    graph,
    questions.map(({ to }) => to),
  );
  return steps.flatMap(({ kind, index, at }) => {
    if (kind !== 'wait_for_reply' || !reachableByRun.has(index) || afterQuestion.has(index)) return [];
    const message = 'No message of this flow comes before this wait: a reply can only answer another flow';
    return [{ path: at, code: 'wait_without_question', message }];
  });
}
