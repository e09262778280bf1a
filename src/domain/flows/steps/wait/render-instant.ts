import { type Run, render } from '../../engine/run';
import { StepFailed } from '../../engine/run-errors';
import { readWaitUntil } from './read-wait-until';

/** Renders a member that gives an instant, in epoch ms; null if it renders empty. Fails with invalid_instant. */
export function renderInstant(run: Run, template: string): number | null {
  const text = render(run, template).trim();
  if (text === '') return null;
  const instant = readWaitUntil(text, run.input.timeZone);
  if (!instant.ok && instant.code === 'invalid_instant') {
    throw new StepFailed('invalid_instant', `«${text.slice(0, 100)}» is not a valid date and time`);
  }
  // A local time in the hour that daylight saving skips becomes the end of that hour.
  return instant.ok ? instant.ms : instant.after;
}
