import type { Account } from '../../../db/accounts';
import type { Finding } from '../../../shared/failure';
import { priced } from '../../charges/priced';
import { hasLiquid } from '../../liquid/compile';
import type { Sketch } from './sketch';

/** Warns of charges that could not be written by the price list of today; it may change before the flow runs. */
export const checkPrices = ({ steps }: Sketch, { priceList }: Pick<Account, 'priceList'>): Finding[] =>
  steps.flatMap(({ written, at }): Finding[] => {
    if (written?.do !== 'charge' || written.unit_price !== undefined || hasLiquid(written.kind)) return [];
    const { kind, quantity = 1 } = written;
    const charge = priced({ kind, quantity }, priceList);
    if (charge.ok) return [];
    const { code } = charge;
    const message =
      code === 'no_price'
        ? `The price list has no price for ${kind}: give it one, or the step a unit_price`
        : `By the price list this is more than a charge can be: charge less of ${kind} at once`;
    return [{ path: `${at}/${code === 'no_price' ? 'kind' : 'quantity'}`, code, message }];
  });
