import { WRITE_RETRIES_MS } from '../../engine/durable-run';
import type { StepEffect } from '../../engine/effects';
import { type ChargeInput, performCharge } from './perform';

type ChargeResult = { now: number } & ({ written: true } | { written: false; code: 'no_price' | 'amount_too_large' });

/** Writes a charge to the account's ledger. */
export const chargeEffect: StepEffect<ChargeInput, ChargeResult> = {
  perform: (run, at, progress, input) => run.once(at, WRITE_RETRIES_MS, () => performCharge(run, at, progress, input)),

  simulate(run, at, input) {
    const price = run.charge(at.step, input);
    return price.ok ? { written: true, now: run.now } : { written: false, code: price.code, now: run.now };
  },

  replay: (run, at) =>
    run.recordedResult(at) ? { written: true, now: run.now } : run.assume(at, { written: true as const }),
};
