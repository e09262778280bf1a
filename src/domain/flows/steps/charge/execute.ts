import { parseMoney } from '../../../../shared/numbers/money';
import { isValidLabel } from '../../engine/label';
import { renderName } from '../../engine/render-name';
import { type Run, render, takeProgress } from '../../engine/run';
import { StepFailed } from '../../engine/run-errors';
import { chargeEffect } from './effect';
import type { ChargeStep } from './schema';

export async function executeCharge(step: ChargeStep, run: Run): Promise<null> {
  const kind = renderName(run, step.kind, {
    fits: isValidLabel,
    code: 'invalid_kind',
    where: 'The kind of a charge',
  });
  const charged = await run.effects.perform(chargeEffect, run.at, takeProgress(run), {
    kind,
    quantity: step.quantity,
    unitPrice: step.unit_price === undefined ? null : parseMoney(step.unit_price),
    description: step.description === undefined ? kind : render(run, step.description).slice(0, 500),
  });
  run.now = charged.now;
  if (charged.written) return null;
  if (charged.code === 'no_price') throw new StepFailed(charged.code, `The price list has no price for ${kind}`);
  throw new StepFailed(charged.code, `${step.quantity} times the price of ${kind} is more than a charge can be`);
}
