import { compareDecimals, type Decimal } from '../../../../shared/numbers/decimal';
import { currencyDecimals } from '../../../../shared/numbers/money';
import { readAmount } from '../../../../shared/numbers/read-amount';

/** Meta takes thousandths as a JSON number, so larger amounts would lose precision. */
const MAX_AMOUNT: Decimal = { digits: 1_000_000_000n, scale: 0 };

/** Reads the amount of a template's currency parameter, such as `59.90`. Returns null unless it is from 0 to below 10⁹. */
export function currencyAmount(text: string, currency: string): Decimal | null {
  const amount = readAmount(text, currencyDecimals(currency));
  return amount === null || amount.digits < 0n || compareDecimals(amount, MAX_AMOUNT) >= 0 ? null : amount;
}
