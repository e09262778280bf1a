import { repairText } from './repair-text';

/**
 * Reads a text, cut to `maxLength`; null if it is empty, as Shopify writes an absent text as `""` or null. Some apps write a
 * number instead of a text (a zip, a SKU): it reads as its digits.
 */
export function textOf(value: unknown, maxLength: number): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = repairText(String(value)).trim().slice(0, maxLength).toWellFormed();
  return text === '' ? null : text;
}
