import type { Account } from '../../../db/accounts/accounts';
import type { Issue } from '../../../shared/errors/app-error';
import { priceCharge } from '../../charges/price-charge';
import { hasLiquid } from '../../liquid/compile';
import type { ParsedFlow } from './parse-flow';

/** Warns of charges that fail with today's price list, which may change before the flow runs. */
export const checkPrices = ({ steps }: ParsedFlow, { priceList }: Pick<Account, 'priceList'>): Issue[] =>
  steps.flatMap(({ input, at }): Issue[] => {
    if (input?.do !== 'charge' || input.unit_price !== undefined || hasLiquid(input.kind)) return [];
    const { kind, quantity = 1 } = input;
    const charge = priceCharge({ kind, quantity }, priceList);
    if (charge.ok) return [];
    const { code } = charge;
    const message =
      code === 'no_price'
        ? `The price list has no price for ${kind}: add one, or give the step a unit_price`
        : `At the price of ${kind} this is more than a charge can be: charge less at once`;
    return [{ path: `${at}/${code === 'no_price' ? 'kind' : 'quantity'}`, code, message }];
  });
