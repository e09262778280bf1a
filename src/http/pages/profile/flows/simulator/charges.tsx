import type { Transcript } from '../../../../../domain/simulation/world';
import { showMoney } from '../../layout/show-money';
import { Time } from '../../layout/time';
import type { View } from '../../layout/view';
import { wordOf } from '../../layout/word-of';
import { wordTexts } from '../../layout/word-texts';
import { simulatorTexts } from './texts';

const MOST_CHARGES = 100;

/** What a run would cost, with the sum of all of it. */
export function Charges({ view, charges }: { view: View; charges: Transcript['charges'] }) {
  const t = simulatorTexts[view.language];
  const money = (millionths: bigint | number) => showMoney(view, millionths, view.account.currency);
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
            {charges.slice(0, MOST_CHARGES).map(({ kind, step, at, quantity, amount }) => (
              <tr>
                <th scope="row">
                  <bdi>{wordOf(wordTexts[view.language].charge, kind)}</bdi>
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
      {charges.length > MOST_CHARGES && <p class="hint">{t.more100(charges.length - MOST_CHARGES)}</p>}
    </>
  );
}
