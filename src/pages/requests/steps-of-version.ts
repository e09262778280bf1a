import type { FlowVersion } from '../../db/flows/flows';
import { stepOfWaitKey } from '../../shared/flows/wait-key';
import { isJsonObject } from '../../shared/json/json';

type Step = { id: string; kind: string };

/** Returns the steps of a flow's version, by id and kind. */
export function stepsOf(version: FlowVersion | undefined): Step[] {
  const steps = version?.definition.steps;
  return (Array.isArray(steps) ? steps : []).flatMap((step) =>
    isJsonObject(step) && typeof step.id === 'string'
      ? { id: step.id, kind: typeof step.do === 'string' ? step.do : '' }
      : [],
  );
}

/** Returns the step after the waiting one: the most likely choice. */
export function nextStep(steps: Step[], openWait: string | null): string {
  const waiting = openWait === null ? null : stepOfWaitKey(openWait);
  return steps[steps.findIndex(({ id }) => id === waiting) + 1]?.id ?? '';
}
