import type { Transcript } from '../../../domain/simulation/simulation-types';
import { displayLabel } from '../../format/display-label';
import { displayMoney } from '../../format/display-money';
import { labelTexts } from '../../format/label-texts';
import { Time } from '../../format/time';
import type { View } from '../../view/view';
import { simulatorTexts } from './simulator-texts';

const MAX_CHARGES = 100;

/** The charges of the simulated run, with their total. */
export function SimulatedCharges({ view, charges }: { view: View; charges: Transcript['charges'] }) {
  const t = simulatorTexts[view.language];
  const money = (millionths: bigint | number) => displayMoney(view, millionths, view.account.currency);
  if (charges.length === 0) return <p>{t.noCharges}</p>;
  const sum = charges.reduce((total, { amount }) => total + BigInt(amount), 0n);
  return (
    <>
      <p>
        {t.total}: <strong>{money(sum)}</strong>
      </p>
      <div class="scroll" role="region" aria-label={t.charges} tabindex={0}>
        <table>
          <caption class="visually-hidden">{t.charges}</caption>
          <thead>
            <tr>
              <th scope="col">{t.what}</th>
              <th scope="col">{t.amount}</th>
              <th scope="col">{t.quantity}</th>
              <th scope="col">{t.step}</th>
              <th scope="col">{t.when}</th>
            </tr>
          </thead>
          <tbody>
            {charges.slice(0, MAX_CHARGES).map(({ kind, step, at, quantity, amount }) => (
              <tr>
                <th scope="row">
                  <bdi>{displayLabel(labelTexts[view.language].charge, kind)}</bdi>
                </th>
                <td>{money(amount)}</td>
                <td>{quantity}</td>
                <td>
                  <bdi>{step ?? '–'}</bdi>
                </td>
                <td>
                  <Time view={view} ms={at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {charges.length > MAX_CHARGES && <p class="hint">{t.more100(charges.length - MAX_CHARGES)}</p>}
    </>
  );
}
