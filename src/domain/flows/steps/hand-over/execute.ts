import type { StepExecutor } from '../../engine/interpret';
import { render, takeProgress } from '../../engine/run';

export const handOver: StepExecutor<'hand_over'> = async (step, run) => {
  const note = step.note === undefined ? '' : render(run, step.note);
  const resumed = await run.effects.handOver(run.at, takeProgress(run), { note });
  run.now = resumed.now;
  run.variables = resumed.variables;
  run.isReminder = false;
  return resumed.resume;
};
