import type { Issue } from '../../../shared/errors/app-error';
import { findStepKind } from '../steps/step-kinds';
import type { ParsedFlow } from './parse-flow';

/** Checks each step by itself, as its kind does. */
export function checkSteps({ steps }: ParsedFlow): { issues: Issue[]; warnings: Issue[] } {
  const inputs = steps.flatMap(({ input, at }) => {
    const kind = input && findStepKind(input.do);
    return kind ? [{ kind, input, at }] : [];
  });
  return {
    issues: inputs.flatMap(({ kind, input, at }) => kind.check?.(input, at) ?? []),
    warnings: inputs.flatMap(({ kind, input, at }) => kind.warn?.(input, at) ?? []),
  };
}
