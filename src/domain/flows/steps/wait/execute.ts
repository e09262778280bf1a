import { parseDuration } from '../../../../shared/duration';
import { type Run, render, takeProgress } from '../../engine/run';
import { StepFailed } from '../../engine/run-errors';
import { MAX_WAIT_MS } from '../../engine/suspend';
import { timerEffect } from '../../engine/timer';
import { readWaitUntil } from './read-wait-until';
import type { WaitStep } from './schema';

export async function executeWait(step: WaitStep, run: Run): Promise<null> {
  let until = run.now + (parseDuration(step.for ?? '') ?? 0);
  if (step.until !== undefined) {
    const text = render(run, step.until).trim();
    const instant = readWaitUntil(text, run.input.timeZone);
    if (!instant.ok && instant.code === 'invalid_instant') {
      throw new StepFailed('invalid_instant', `«${text.slice(0, 100)}» is not a valid date and time`);
    }
    // A local time in the hour that daylight saving skips becomes the end of that hour.
    until = instant.ok ? instant.ms : instant.after;
  }
  if (until - run.now > MAX_WAIT_MS) throw new StepFailed('wait_too_long', 'A wait must not be longer than 365 days');
  const waited = await run.effects.perform(timerEffect, run.at, takeProgress(run), { until });
  run.now = waited.now;
  run.variables = waited.variables;
  return null;
}
