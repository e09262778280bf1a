import { parseMoney } from '../../../../shared/money';
import { StepFailed } from '../../engine/effects';
import type { StepExecutor } from '../../engine/interpret';
import { isValidLabel } from '../../engine/label';
import { renderName } from '../../engine/render-name';
import { render, takeProgress } from '../../engine/run';

export const charge: StepExecutor<'charge'> = async (step, run) => {
  const kind = renderName(run, step.kind, {
    fits: isValidLabel,
    code: 'invalid_kind',
    where: 'The kind of a charge',
  });
  const charged = await run.effects.charge(run.at, takeProgress(run), {
    kind,
    quantity: step.quantity,
    unitPrice: step.unit_price === undefined ? null : parseMoney(step.unit_price),
    description: step.description === undefined ? kind : render(run, step.description).slice(0, 500),
  });
  run.now = charged.now;
  if (charged.written) return null;
  if (charged.code === 'no_price') throw new StepFailed(charged.code, `The price list has no price for ${kind}`);
  throw new StepFailed(charged.code, `${step.quantity} times the price of ${kind} is more than a charge can be`);
};
