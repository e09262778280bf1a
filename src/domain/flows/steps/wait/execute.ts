import { parseDuration } from '../../../../shared/time/duration';
import { type Run, takeProgress } from '../../engine/run';
import { StepFailed } from '../../engine/run-errors';
import { MAX_WAIT_MS } from '../../engine/suspend';
import { timerEffect } from '../../engine/timer';
import { renderInstant } from './render-instant';
import type { WaitStep } from './schema';

export async function executeWait(step: WaitStep, run: Run): Promise<null> {
  let until = run.now + (parseDuration(step.for ?? '') ?? 0);
  if (step.until !== undefined) {
    const instant = renderInstant(run, step.until);
    if (instant === null) throw new StepFailed('invalid_instant', '«» is not a valid date and time');
    until = instant;
  }
  if (until - run.now > MAX_WAIT_MS) throw new StepFailed('wait_too_long', 'A wait must not be longer than 365 days');
  const waited = await run.effects.perform(timerEffect, run.at, takeProgress(run), { until });
  run.now = waited.now;
  run.variables = waited.variables;
  return null;
}
