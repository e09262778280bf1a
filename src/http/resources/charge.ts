import { z } from 'zod';
import type { Charge } from '../../db/charges/charges';
import { formatMoney } from '../../shared/numbers/money';
import { formatInstant } from '../../shared/time/time-zone';
import { Instant, LEDGER_DECIMALS, Money } from './common';

export const ChargeResource = z
  .object({
    charge_id: z.string(),
    request_id: z.string().nullable(),
    kind: z.string(),
    description: z.string(),
    quantity: z.number().int(),
    unit_price: Money,
    amount: Money,
    currency: z.string(),
    created_at: Instant,
  })
  .meta({ id: 'Charge' });

export const presentCharge = (charge: Charge, zone: string): z.infer<typeof ChargeResource> => ({
  charge_id: charge.chargeId,
  request_id: charge.requestId,
  kind: charge.kind,
  description: charge.description,
  quantity: charge.quantity,
  unit_price: formatMoney(charge.unitPrice, LEDGER_DECIMALS),
  amount: formatMoney(charge.amount, LEDGER_DECIMALS),
  currency: charge.currency,
  created_at: formatInstant(charge.createdAt, zone),
});
