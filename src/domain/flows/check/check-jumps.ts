import type { Issue } from '../../../shared/errors/app-error';
import { findStepKind } from '../steps/step-kinds';
import type { Graph } from './graph';
import type { ParsedFlow } from './parse-flow';

/** Reports duplicate ids, and jumps to an unknown step or to the step itself. */
export function checkJumps({ steps }: ParsedFlow, { jumps, indexOf }: Graph): { issues: Issue[]; warnings: Issue[] } {
  const issues: Issue[] = [];
  const warnings: Issue[] = [];
  for (const { id, index, at } of steps) {
    if (id === null || indexOf.get(id) === index) continue;
    const message = `The id ${id} is already used by another step: step ids must be unique`;
    issues.push({ path: `${at}/id`, code: 'duplicate_step', message });
  }
  for (const { from, way, at, target } of jumps) {
    const step = steps[from];
    if (!indexOf.has(target)) {
      const message = `There is no step ${target} in this flow: use the id of an existing step`;
      issues.push({ path: at, code: 'unknown_step', message });
    } else if (step?.id === target && step.kind !== null && !findStepKind(step.kind)?.waits) {
      const message = 'The step jumps to itself without a wait: jump to another step';
      issues.push({ path: at, code: 'jump_to_itself', message });
    } else if (step?.id === target && way === 'on_timeout') {
      const message = 'The wait starts over after its timeout, 25 times at most, and then fails with loop_limit';
      warnings.push({ path: at, code: 'jump_to_itself', message });
    }
  }
  return { issues, warnings };
}
