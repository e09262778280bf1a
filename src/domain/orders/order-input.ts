import { z } from 'zod';
import type { JsonObject } from '../../shared/json/json';
import { formatAmount, parseMoney, parseSignedMoney } from '../../shared/numbers/money';

const text = (maxLength: number) => z.string().max(maxLength);
/** An amount of money as a decimal string. */
export const Amount = z.string().refine((value) => parseMoney(value) !== null, {
  message: 'must be a decimal string such as "59.90", with up to 9 digits before and 6 after the point',
});

export const OrderCustomer = z.strictObject({
  first_name: text(200).optional(),
  last_name: text(200).optional(),
  email: text(320).optional(),
  phone: text(64).optional(),
  language: text(35).optional(),
});
export const OrderAddress = z.strictObject({
  name: text(200).optional(),
  address1: text(500).optional(),
  address2: text(500).optional(),
  zip: text(32).optional(),
  city: text(200).optional(),
  province: text(200).optional(),
  country: text(64).optional(),
  phone: text(64).optional(),
});
/** A discount is a line with a negative price. */
const signedMoney = z.string().refine((value) => parseSignedMoney(value) !== null, {
  message: 'must be a decimal string such as "59.90" or "-5.00", with up to 9 digits before and 6 after the point',
});

const MAX_QUANTITY = 1_000_000;
/** Up to 6 decimals: such a number is stored digit by digit. */
const QUANTITY = /^\d{1,7}(\.\d{1,6})?$/;
const isQuantity = (value: number | string): boolean =>
  QUANTITY.test(String(value)) && Number(value) > 0 && Number(value) <= MAX_QUANTITY;

export const OrderItem = z.strictObject({
  sku: text(255).optional(),
  name: text(500).optional(),
  quantity: z
    .union([z.number(), text(20)])
    .refine(isQuantity, { message: 'must be more than 0 and at most 1000000, with up to 6 decimals' })
    .meta({ description: 'A number, or a decimal string: 1, 0.5, "0.50"', example: 1 }),
  unit_price: signedMoney.optional(),
});

/** Returns line items as they are stored: prices with the decimals of the order's currency. */
export const storedItems = (items: z.infer<typeof OrderItem>[], currency: string): JsonObject[] =>
  items.map((item) =>
    item.unit_price === undefined
      ? item
      : { ...item, unit_price: formatAmount(parseSignedMoney(item.unit_price) ?? 0, currency) },
  );
