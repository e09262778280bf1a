/**
 * Prices a charge with its own unit price, else from the price list. Amounts are in millionths, exact up to 2^53. Fails with
 * no_price or amount_too_large.
 */
export function priceCharge(
  { kind, quantity = 1, unitPrice = null }: { kind: string; quantity?: number; unitPrice?: number | null },
  priceList: Record<string, number>,
):
  | { ok: true; quantity: number; unitPrice: number; amount: number }
  | { ok: false; code: 'no_price' | 'amount_too_large' } {
  const price = unitPrice ?? (Object.hasOwn(priceList, kind) ? priceList[kind] : undefined);
  if (price === undefined) return { ok: false, code: 'no_price' };
  const amount = price * quantity;
  return Number.isSafeInteger(amount)
    ? { ok: true, quantity, unitPrice: price, amount }
    : { ok: false, code: 'amount_too_large' };
}
