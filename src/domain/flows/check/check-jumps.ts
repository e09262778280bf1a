import type { Finding } from '../../../shared/failure';
import type { Graph } from './graph';
import type { Sketch } from './sketch';

const WAITS = ['wait_for_reply', 'wait', 'hand_over'];

/** Ids that are given twice, jumps that lead nowhere or to the step itself. */
export function checkJumps({ steps }: Sketch, { jumps, indexOf }: Graph): { findings: Finding[]; warnings: Finding[] } {
  const findings: Finding[] = [];
  const warnings: Finding[] = [];
  for (const { id, index, at } of steps) {
    if (id === null || indexOf.get(id) === index) continue;
    const message = `There are two steps ${id}: give this one another id`;
    findings.push({ path: `${at}/id`, code: 'duplicate_step', message });
  }
  for (const { from, way, at, target } of jumps) {
    const step = steps[from];
    if (!indexOf.has(target)) {
      const message = `There is no step ${target}: name one of the flow's own`;
      findings.push({ path: at, code: 'unknown_step', message });
    } else if (step?.id === target && step.kind !== null && !WAITS.includes(step.kind)) {
      const message = `The step leads to itself with nothing to wait for: name another step`;
      findings.push({ path: at, code: 'jump_to_itself', message });
    } else if (step?.id === target && way === 'on_timeout') {
      const message = 'The wait begins again when it is over, 25 times at most, and then fails with loop_limit';
      warnings.push({ path: at, code: 'jump_to_itself', message });
    }
  }
  return { findings, warnings };
}
