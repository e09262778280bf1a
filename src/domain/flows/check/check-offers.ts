import type { Issue } from '../../../shared/errors/app-error';
import { offersOf } from '../steps/send-message/offers';
import { type Graph, reachableFrom } from './graph';
import type { ParsedFlow } from './parse-flow';
import { triggerOf } from './trigger-of';

/**
 * Warns of cases of a wait for a button or row that no message before the wait offers. It is only a warning, as a
 * message of an earlier flow may have offered it.
 */
export function checkOffers(parsedFlow: ParsedFlow, graph: Graph): Issue[] {
  const { steps } = parsedFlow;
  // The message that starts a flow can answer any earlier message.
  if (triggerOf(parsedFlow) === 'message.received' || steps.some(({ input }) => input === null)) return [];
  const offers = steps.map(({ input }) => (input?.do === 'send_message' ? offersOf(input) : { button: [], list: [] }));
  const stepsAfterOffer = { button: new Map<string, Set<number>>(), list: new Map<string, Set<number>>() };
  const afterUnknown = reachableFrom(
    graph,
    steps.filter(({ index }) => offers[index] === null).map(({ index }) => index),
  );
  /** Returns the steps that come after some message with this choice. */
  const after = (kind: 'button' | 'list', id: string): Set<number> => {
    const cached = stepsAfterOffer[kind].get(id);
    if (cached) return cached;
    const sends = steps.filter(({ index }) => offers[index]?.[kind].includes(id)).map(({ index }) => index);
    const reachable = reachableFrom(graph, sends);
    stepsAfterOffer[kind].set(id, reachable);
    return reachable;
  };
  return steps.flatMap(({ input, index, at }) => {
    if (input?.do !== 'wait_for_reply' || afterUnknown.has(index)) return [];
    return (input.cases ?? []).flatMap((each, i) =>
      (['button', 'list'] as const).flatMap((kind): Issue[] => {
        const id = each[kind];
        if (id === undefined || after(kind, id).has(index)) return [];
        const message = `No message before this wait offers ${kind === 'button' ? 'a button' : 'a row'} ${id}`;
        return [{ path: `${at}/cases/${i}/${kind}`, code: 'choice_not_offered', message }];
      }),
    );
  });
}
