import type { Transcript } from '../../../domain/flows/engine/transcript';
import { ScrollTable } from '../../components/scroll-table';
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
      <ScrollTable
        stacks
        label={t.charges}
        caption={<caption class="visually-hidden">{t.charges}</caption>}
        columns={[t.what, t.amount, t.quantity, t.at]}
      >
        {charges.slice(0, MAX_CHARGES).map(({ kind, at, quantity, amount }) => (
          <tr>
            <th scope="row">
              <bdi>{displayLabel(labelTexts[view.language].charge, kind)}</bdi>
            </th>
            <td data-label={t.amount}>{money(amount)}</td>
            <td data-label={t.quantity}>{quantity}</td>
            <td data-label={t.at}>
              <Time view={view} ms={at} />
            </td>
          </tr>
        ))}
      </ScrollTable>
      {charges.length > MAX_CHARGES && <p class="hint">{t.more100(charges.length - MAX_CHARGES)}</p>}
    </>
  );
}
