import { isCurrency } from './money';

/** What Shopify's CurrencyCode lists (2026-10) and ISO 4217 does not, or no longer. */
const SHOPIFY_ONLY = new Set(['BYR', 'JEP', 'KID', 'LTL', 'LVL', 'STD', 'USDC', 'VED', 'VEF', 'XXX']);

/** Whether a merchant may name this as an order's currency: a code of ISO 4217 or of Shopify's list. */
export const isOrderCurrency = (code: string): boolean => isCurrency(code) || SHOPIFY_ONLY.has(code);

const CODE = /^[A-Z][A-Z0-9]{2,15}$/;

/**
 * Reads the currency of an order as a shop names it, in capitals: 3 to 16 letters and digits. A code that no list knows is
 * kept whole, since a shorter one could be another currency. Null for what is no code.
 */
export function readOrderCurrency(text: string): string | null {
  const code = text.trim().toUpperCase();
  return CODE.test(code) ? code : null;
}
