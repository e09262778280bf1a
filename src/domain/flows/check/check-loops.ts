import type { Issue } from '../../../shared/errors/app-error';
import { findStepKind } from '../steps/step-kinds';
import type { Edge, Graph } from './graph';
import type { ParsedFlow } from './parse-flow';

/** Returns the edges of the shortest path from a step back to itself, or null. */
function cycleFrom({ outgoing }: Graph, start: number, open: Set<number>): Edge[] | null {
  const edgeTo = new Map<number, Edge>();
  const queue = new Set([start]);
  for (const index of queue) {
    for (const edge of outgoing[index] ?? []) {
      if (edge.to === start) {
        const cycle = [edge];
        for (let at = edge.from; at !== start; ) {
          const before = edgeTo.get(at);
          if (!before) break;
          cycle.unshift(before);
          at = before.from;
        }
        return cycle;
      }
      if (!open.has(edge.to) || queue.has(edge.to)) continue;
      edgeTo.set(edge.to, edge);
      queue.add(edge.to);
    }
  }
  return null;
}

/** Reports loops in which nothing waits: a run would repeat one until it fails with `loop_limit`. Each step is reported once. */
export function checkLoops({ steps }: ParsedFlow, graph: Graph): Issue[] {
  const issues: Issue[] = [];
  // A step of an unknown kind may be one that waits.
  const runsOn = steps.filter(({ kind }) => kind !== null && !findStepKind(kind)?.waits);
  const open = new Set(runsOn.map(({ index }) => index));
  for (const start of open) {
    const cycle = cycleFrom(graph, start, open);
    open.delete(start);
    if (!cycle) continue;
    for (const { from } of cycle) open.delete(from);
    // checkJumps reports a step that jumps to itself.
    if (cycle.length === 1) continue;
    // Without a jump, steps lead downwards, so some jump of a loop leads up.
    const back = cycle.find(({ from, to }) => to < from) as Edge;
    const round = [...cycle.map(({ from }) => from), start].map((index) => steps[index]?.id ?? `#${index}`);
    const shown = round.length > 8 ? [...round.slice(0, 6), '…', round.at(-1)] : round;
    const message = `Nothing waits in the loop ${shown.join(' → ')}: put a wait or a wait_for_reply into it`;
    issues.push({ path: back.at, code: 'loop_without_wait', message });
  }
  return issues;
}
