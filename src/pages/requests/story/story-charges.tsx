import type { Charge } from '../../../db/charges/charges';
import { ScrollTable } from '../../components/scroll-table';
import { displayLabel } from '../../format/display-label';
import { displayMoney } from '../../format/display-money';
import { labelTexts } from '../../format/label-texts';
import { Time } from '../../format/time';
import type { View } from '../../view/view';
import { storyTexts } from './story-texts';

/** Sums as bigint, because the total can exceed a safe integer; one total per currency. */
function sumsOf(charges: Charge[]): [string, bigint][] {
  const sums = new Map<string, bigint>();
  for (const { currency, amount } of charges) sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount));
  return [...sums];
}

/** The charges of a request, with their totals. */
export function StoryCharges({ view, charges }: { view: View; charges: Charge[] }) {
  const t = storyTexts[view.language];
  const words = labelTexts[view.language].charge;
  const sums = sumsOf(charges);
  return (
    <details id="charges" class="card">
      <summary>
        {t.charges}
        {sums.length > 0 && `: ${sums.map(([currency, sum]) => displayMoney(view, sum, currency)).join(' + ')}`}
      </summary>
      {charges.length === 0 ? (
        <p>{t.noCharges}</p>
      ) : (
        <ScrollTable
          label={t.charges}
          role="group"
          stacks
          columns={[t.charge, { number: t.amount }, { number: t.quantity }, { number: t.unit }, t.when]}
          foot={
            <tfoot>
              {sums.map(([currency, sum]) => (
                <tr>
                  <th scope="row">{t.sum}</th>
                  <td class="number" data-label={t.amount}>
                    <strong>{displayMoney(view, sum, currency)}</strong>
                  </td>
                  <td colspan={3} />
                </tr>
              ))}
            </tfoot>
          }
        >
          {charges.map(({ kind, description, createdAt, quantity, unitPrice, amount, currency }) => (
            <tr>
              <th scope="row">
                <bdi>{Object.hasOwn(words, kind) ? displayLabel(words, kind) : `${kind}: ${description}`}</bdi>
              </th>
              <td class="number" data-label={t.amount}>
                {displayMoney(view, amount, currency)}
              </td>
              <td class="number" data-label={t.quantity}>
                {quantity}
              </td>
              <td class="number" data-label={t.unit}>
                {displayMoney(view, unitPrice, currency)}
              </td>
              <td data-label={t.when}>
                <Time view={view} ms={createdAt} />
              </td>
            </tr>
          ))}
        </ScrollTable>
      )}
    </details>
  );
}
