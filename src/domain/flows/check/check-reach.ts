import type { Finding } from '../../../shared/failure';
import { type Graph, reachedFrom } from './graph';
import type { Sketch } from './sketch';

/**
 * Steps that no path leads to, and paths that end without `end`. A run comes to those `walked` by itself; a person who
 * resumes a request that was handed over can name any step, so then all are `reached`, the others with a warning.
 */
export function checkReach(
  { steps }: Sketch,
  graph: Graph,
): { walked: Set<number>; reached: Set<number>; findings: Finding[]; warnings: Finding[] } {
  const findings: Finding[] = [];
  const warnings: Finding[] = [];
  const walked = reachedFrom(graph, steps.length > 0 ? [0] : []);
  const handsOver = steps.some(({ kind, index }) => kind === 'hand_over' && walked.has(index));
  const entered = new Set(graph.edges.filter(({ from, to }) => from !== to).map(({ to }) => to));
  for (const { index, at, id } of steps) {
    if (walked.has(index)) continue;
    const step = id === null ? 'this step' : `the step ${id}`;
    if (!handsOver) {
      const message = `No path leads to ${step}: let a step jump to it, or take it out`;
      findings.push({ path: at, code: 'unreachable_step', message });
    } else if (!entered.has(index)) {
      const message = `Only a person who resumes the request can come to ${step}`;
      warnings.push({ path: at, code: 'only_by_resume', message });
    }
  }
  const last = steps.at(-1);
  if (last && last.kind !== null && graph.edges.some(({ to }) => to === steps.length)) {
    const message = 'After this step the flow is over without an outcome: add a step {"do": "end", "outcome": "…"}';
    findings.push({ path: last.at, code: 'no_end', message });
  }
  const reached = handsOver ? new Set(steps.map(({ index }) => index)) : walked;
  return { walked, reached, findings, warnings };
}
