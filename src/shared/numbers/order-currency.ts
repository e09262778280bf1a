import { isCurrency } from './money';

/** Codes in Shopify's CurrencyCode (2026-10) that ISO 4217 does not list, or no longer lists. */
const SHOPIFY_ONLY = new Set(['BYR', 'JEP', 'KID', 'LTL', 'LVL', 'STD', 'USDC', 'VED', 'VEF', 'XXX']);

/** Returns whether an order may have this currency: a code of ISO 4217 or of Shopify's list. */
export const isOrderCurrency = (code: string): boolean => isCurrency(code) || SHOPIFY_ONLY.has(code);

const CODE = /^[A-Z][A-Z0-9]{2,15}$/;

/**
 * Parses the currency code of a shop's order as 3 to 16 upper-case letters and digits. Does not truncate an unknown code, because a
 * shorter one could be another currency. Returns null for any other text.
 */
export function readOrderCurrency(text: string): string | null {
  const code = text.trim().toUpperCase();
  return CODE.test(code) ? code : null;
}
