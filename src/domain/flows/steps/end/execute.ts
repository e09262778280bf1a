import { isValidLabel } from '../../engine/label';
import { renderName } from '../../engine/render-name';
import type { Run } from '../../engine/run';
import type { EndStep } from './schema';

export async function executeEnd(step: EndStep, run: Run): Promise<{ outcome: string }> {
  const outcome = renderName(run, step.outcome, {
    fits: isValidLabel,
    code: 'invalid_outcome',
    where: 'The outcome',
  });
  run.progress.completedSteps.push({ ...run.at, detail: { outcome } });
  return { outcome };
}
