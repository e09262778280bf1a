import type { Issue } from '../../../shared/errors/app-error';
import { type Graph, reachableFrom } from './graph';
import type { ParsedFlow } from './parse-flow';

/**
 * Reports steps that no path leads to, and paths that end without `end`. A run gets to `reachableByRun` by itself. A person
 * who resumes a handed-over request can name any step, so in a flow that hands over all are `reachable`, the others with a
 * warning.
 */
export function checkReachability(
  { steps }: ParsedFlow,
  graph: Graph,
): { reachableByRun: Set<number>; reachable: Set<number>; issues: Issue[]; warnings: Issue[] } {
  const issues: Issue[] = [];
  const warnings: Issue[] = [];
  const reachableByRun = reachableFrom(graph, steps.length > 0 ? [0] : []);
  const handsOver = steps.some(({ kind, index }) => kind === 'hand_over' && reachableByRun.has(index));
  const targets = new Set(graph.edges.filter(({ from, to }) => from !== to).map(({ to }) => to));
  for (const { index, at, id } of steps) {
    if (reachableByRun.has(index)) continue;
    const step = id === null ? 'this step' : `the step ${id}`;
    if (!handsOver) {
      const message = `No path leads to ${step}: let a step jump to it, or remove it`;
      issues.push({ path: at, code: 'unreachable_step', message });
    } else if (!targets.has(index)) {
      const message = `Only a person who resumes the request can get to ${step}`;
      warnings.push({ path: at, code: 'only_by_resume', message });
    }
  }
  const last = steps.at(-1);
  if (last && last.kind !== null && graph.edges.some(({ to }) => to === steps.length)) {
    const message = 'The flow ends after this step without an outcome: add a step {"do": "end", "outcome": "…"}';
    issues.push({ path: last.at, code: 'no_end', message });
  }
  const reachable = handsOver ? new Set(steps.map(({ index }) => index)) : reachableByRun;
  return { reachableByRun, reachable, issues, warnings };
}
