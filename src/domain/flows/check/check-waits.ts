import type { Issue } from '../../../shared/app-error';
import { type Graph, reachableFrom } from './graph';
import type { ParsedFlow, ParsedStep } from './parse-flow';
import { triggerOf } from './trigger-of';

/** Messages that can be answered; a reaction, or that something was read, asks nothing. */
const QUESTIONS = ['template', 'text', 'buttons', 'list', 'media', 'location'];

/** Whether a step may ask something; of one that can't be read nobody knows. */
const asks = ({ kind, raw }: ParsedStep): boolean =>
  kind === null || (kind === 'send_message' && QUESTIONS.some((form) => raw[form] !== undefined));

/**
 * Warns of waits that no message of the flow comes before, on any path. A flow that another one starts may have been asked
 * for by that one, and one that a customer's message starts is a conversation already.
 */
export function checkWaits(sketch: ParsedFlow, graph: Graph, reachableByRun: Set<number>): Issue[] {
  const { steps } = sketch;
  if (triggerOf(sketch) === 'message.received') return [];
  const sent = graph.edges.filter(({ from, way }) => way === 'next' && steps[from] && asks(steps[from]));
  const asked = reachableFrom(
    graph,
    sent.map(({ to }) => to),
  );
  return steps.flatMap(({ kind, index, at }) => {
    if (kind !== 'wait_for_reply' || !reachableByRun.has(index) || asked.has(index)) return [];
    const message =
      'No message of this flow comes before this wait: a reply can only be to what another flow has asked';
    return [{ path: at, code: 'wait_without_question', message }];
  });
}
