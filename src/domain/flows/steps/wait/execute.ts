import { parseDuration } from '../../../../shared/duration';
import { StepFailed } from '../../engine/effects';
import type { StepExecutor } from '../../engine/interpret';
import { render, takeProgress } from '../../engine/run';
import { readWaitUntil } from './read-wait-until';

/** Workflows wait 365 days at the longest. */
const MAX_WAIT_MS = 365 * 86_400_000;

export const wait: StepExecutor<'wait'> = async (step, run) => {
  let until = run.now + (parseDuration(step.for ?? '') ?? 0);
  if (step.until !== undefined) {
    const text = render(run, step.until).trim();
    const instant = readWaitUntil(text, run.input.timeZone);
    if (!instant.ok && instant.code === 'invalid_instant') {
      throw new StepFailed('invalid_instant', `«${text.slice(0, 100)}» is not an instant`);
    }
    // In spring the clock skips an hour: what was to happen within it happens when it goes on.
    until = instant.ok ? instant.ms : instant.after;
  }
  if (until - run.now > MAX_WAIT_MS) throw new StepFailed('wait_too_long', 'A wait lasts 365 days at most');
  const waited = await run.effects.waitUntil(run.at, takeProgress(run), { until });
  run.now = waited.now;
  run.variables = waited.variables;
  return null;
};
