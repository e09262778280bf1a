import type { Account } from '../../../db/accounts';
import type { Issue } from '../../../shared/app-error';
import { priceCharge } from '../../charges/price-charge';
import { hasLiquid } from '../../liquid/compile';
import type { ParsedFlow } from './parse-flow';

/** Warns of charges that could not be written by the price list of today; it may change before the flow runs. */
export const checkPrices = ({ steps }: ParsedFlow, { priceList }: Pick<Account, 'priceList'>): Issue[] =>
  steps.flatMap(({ input: written, at }): Issue[] => {
    if (written?.do !== 'charge' || written.unit_price !== undefined || hasLiquid(written.kind)) return [];
    const { kind, quantity = 1 } = written;
    const charge = priceCharge({ kind, quantity }, priceList);
    if (charge.ok) return [];
    const { code } = charge;
    const message =
      code === 'no_price'
        ? `The price list has no price for ${kind}: give it one, or the step a unit_price`
        : `By the price list this is more than a charge can be: charge less of ${kind} at once`;
    return [{ path: `${at}/${code === 'no_price' ? 'kind' : 'quantity'}`, code, message }];
  });
