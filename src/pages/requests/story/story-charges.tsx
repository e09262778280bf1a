import type { Charge } from '../../../db/charges';
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
  return (
    <section aria-labelledby="charges-title">
      <h2 id="charges-title">{t.charges}</h2>
      {charges.length === 0 ? (
        <p>{t.noCharges}</p>
      ) : (
        <div class="scroll" role="group" aria-label={t.charges} tabindex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t.charge}</th>
                <th scope="col" class="number">
                  {t.amount}
                </th>
                <th scope="col" class="number">
                  {t.quantity}
                </th>
                <th scope="col" class="number">
                  {t.unit}
                </th>
                <th scope="col">{t.when}</th>
              </tr>
            </thead>
            <tbody>
              {charges.map(({ kind, description, createdAt, quantity, unitPrice, amount, currency }) => (
                <tr>
                  <th scope="row">
                    <bdi>{Object.hasOwn(words, kind) ? displayLabel(words, kind) : `${kind}: ${description}`}</bdi>
                  </th>
                  <td class="number">{displayMoney(view, amount, currency)}</td>
                  <td class="number">{quantity}</td>
                  <td class="number">{displayMoney(view, unitPrice, currency)}</td>
                  <td>
                    <Time view={view} ms={createdAt} />
                  </td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              {sumsOf(charges).map(([currency, sum]) => (
                <tr>
                  <th scope="row">{t.sum}</th>
                  <td class="number">
                    <strong>{displayMoney(view, sum, currency)}</strong>
                  </td>
                  <td colspan={3} />
                </tr>
              ))}
            </tfoot>
          </table>
        </div>
      )}
    </section>
  );
}
