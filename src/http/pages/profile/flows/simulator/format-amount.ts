import { formatMoney } from '../../../../../shared/money';
import { LEDGER_DECIMALS } from '../../../../resources/common';
import type { View } from '../../layout/view';

/** Millionths as people write an amount of the account's currency, exact: 0,0810 EUR. */
export function formatAmount({ language, account }: Pick<View, 'language' | 'account'>, millionths: bigint | number) {
  const written = formatMoney(millionths, LEDGER_DECIMALS);
  return `${language === 'it' ? written.replace('.', ',') : written} ${account.currency}`;
}
