import { type Run, render, takeProgress } from '../../engine/run';
import { handOverEffect } from './effect';
import type { HandOverStep } from './schema';

export async function executeHandOver(step: HandOverStep, run: Run): Promise<string> {
  const note = step.note === undefined ? '' : render(run, step.note);
  const resumed = await run.effects.perform(handOverEffect, run.at, takeProgress(run), { note });
  run.now = resumed.now;
  run.variables = resumed.variables;
  run.isReminder = false;
  return resumed.resume;
}
