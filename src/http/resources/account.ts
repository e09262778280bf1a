import { z } from 'zod';
import type { Account } from '../../db/accounts/accounts';
import { OPT_OUT_POLICIES } from '../../shared/flows/statuses';
import { formatMoney } from '../../shared/numbers/money';
import { LEADING_SOURCES } from '../../shared/orders/shipment-states';
import { formatInstant } from '../../shared/time/time-zone';
import { Instant, LEDGER_DECIMALS, Money } from './common';

export const AccountResource = z
  .object({
    account_id: z.string(),
    name: z.string(),
    features: z.array(z.string()),
    time_zone: z.string(),
    price_list: z.record(z.string(), Money),
    currency: z.string(),
    retention_days: z.number().int(),
    opt_out_words: z.array(z.string()),
    opt_in_words: z.array(z.string()),
    opt_out_policy: z.enum(OPT_OUT_POLICIES),
    cod_names: z.array(z.string()).meta({
      description: "Further names of the stores' cash on delivery payment method; the usual ones are built in",
    }),
    return_cost: Money.nullable().meta({
      description: "What a return costs the shop, in the account's currency; the overview adds up the returns avoided",
    }),
    leading_shipment_source: z.enum(LEADING_SOURCES).nullable().meta({
      description: 'The source that is believed when several report about a parcel; the others fill its gaps',
    }),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Account' });

/** Costs are shown with at least this many decimals. */
const CENTS = 2;

export const presentAccount = (account: Account): z.infer<typeof AccountResource> => ({
  account_id: account.accountId,
  name: account.name,
  features: account.features,
  time_zone: account.timeZone,
  price_list: Object.fromEntries(
    Object.entries(account.priceList).map(([kind, price]) => [kind, formatMoney(price, LEDGER_DECIMALS)]),
  ),
  currency: account.currency,
  retention_days: account.retentionDays,
  opt_out_words: account.optOutWords,
  opt_in_words: account.optInWords,
  opt_out_policy: account.optOutPolicy,
  cod_names: account.codNames,
  return_cost: account.returnCost === null ? null : formatMoney(account.returnCost, CENTS),
  leading_shipment_source: account.leadingShipmentSource,
  created_at: formatInstant(account.createdAt, account.timeZone),
  updated_at: formatInstant(account.updatedAt, account.timeZone),
});
