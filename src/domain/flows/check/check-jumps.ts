import type { Issue } from '../../../shared/app-error';
import type { Graph } from './graph';
import type { ParsedFlow } from './parse-flow';

const WAITS = ['wait_for_reply', 'wait', 'hand_over'];

/** Ids that are given twice, jumps that lead nowhere or to the step itself. */
export function checkJumps({ steps }: ParsedFlow, { jumps, indexOf }: Graph): { issues: Issue[]; warnings: Issue[] } {
  const issues: Issue[] = [];
  const warnings: Issue[] = [];
  for (const { id, index, at } of steps) {
    if (id === null || indexOf.get(id) === index) continue;
    const message = `There are two steps ${id}: give this one another id`;
    issues.push({ path: `${at}/id`, code: 'duplicate_step', message });
  }
  for (const { from, way, at, target } of jumps) {
    const step = steps[from];
    if (!indexOf.has(target)) {
      const message = `There is no step ${target}: name one of the flow's own`;
      issues.push({ path: at, code: 'unknown_step', message });
    } else if (step?.id === target && step.kind !== null && !WAITS.includes(step.kind)) {
      const message = `The step leads to itself with nothing to wait for: name another step`;
      issues.push({ path: at, code: 'jump_to_itself', message });
    } else if (step?.id === target && way === 'on_timeout') {
      const message = 'The wait begins again when it is over, 25 times at most, and then fails with loop_limit';
      warnings.push({ path: at, code: 'jump_to_itself', message });
    }
  }
  return { issues, warnings };
}
