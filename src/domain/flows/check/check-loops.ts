import type { Issue } from '../../../shared/app-error';
import type { Edge, Graph } from './graph';
import type { ParsedFlow } from './parse-flow';

/** Of a step that can't be read nobody knows that it does not wait. */
const WAITS: (string | null)[] = ['wait_for_reply', 'wait', 'hand_over', null];

/** The shortest way from a step back to itself, as the edges of it; null where there is none. */
function cycleFrom({ outgoing: from }: Graph, start: number, open: Set<number>): Edge[] | null {
  const cameBy = new Map<number, Edge>();
  const queue = new Set([start]);
  for (const index of queue) {
    for (const edge of from[index] ?? []) {
      if (edge.to === start) {
        const cycle = [edge];
        for (let at = edge.from; at !== start; ) {
          const before = cameBy.get(at);
          if (!before) break;
          cycle.unshift(before);
          at = before.from;
        }
        return cycle;
      }
      if (!open.has(edge.to) || queue.has(edge.to)) continue;
      cameBy.set(edge.to, edge);
      queue.add(edge.to);
    }
  }
  return null;
}

/** Loops in which nothing waits: a run would go round until it fails with `loop_limit`. Each step is told of once. */
export function checkLoops({ steps }: ParsedFlow, graph: Graph): Issue[] {
  const issues: Issue[] = [];
  const open = new Set(steps.filter(({ kind }) => !WAITS.includes(kind)).map(({ index }) => index));
  for (const start of open) {
    const cycle = cycleFrom(graph, start, open);
    open.delete(start);
    if (!cycle) continue;
    for (const { from } of cycle) open.delete(from);
    // A step that jumps to itself is told so already.
    if (cycle.length === 1) continue;
    // Steps lead downwards, so that some jump of a loop leads up.
    const back = cycle.find(({ from, to }) => to < from) as Edge;
    const round = [...cycle.map(({ from }) => from), start].map((index) => steps[index]?.id ?? `#${index}`);
    const shown = round.length > 8 ? [...round.slice(0, 6), '…', round.at(-1)] : round;
    const message = `Nothing waits in the loop ${shown.join(' → ')}: put a wait or a wait_for_reply into it`;
    issues.push({ path: back.at, code: 'loop_without_wait', message });
  }
  return issues;
}
